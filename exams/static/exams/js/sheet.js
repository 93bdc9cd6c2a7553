// The answer sheet: every item with its answer and flag, drawn and recorded.

export const CHOICE_DELAY = 300;
const TEXT_DELAY = 900;
const TEXTS = "textarea, input[type=text]";

// What no database can keep as text: NUL, and halves of characters that some keyboards leave.
const broken = (char) => char === "\0" || (char.length === 1 && char >= "\ud800" && char <= "\udfff");
export const clean = (text) => Array.from(text).filter((char) => !broken(char)).join("");

export class Sheet {
  constructor(form, find, say, courier) {
    Object.assign(this, { form, find, say, courier });
    this.sections = [...form.querySelectorAll("[data-item]")];
    this.answers = new Map(); // item → list of strings, as last recorded
    this.flags = new Set();
    this.typing = new Map(); // item → timer of text not yet recorded
    this.locked = false;
  }

  get total() {
    return this.sections.length;
  }

  get items() {
    return this.sections.map((_, index) => index + 1);
  }

  section(item) {
    return this.sections[item - 1];
  }

  isAnswered(item) {
    return (this.answers.get(item) || []).some((part) => part.trim() !== "");
  }

  isFlagged(item) {
    return this.flags.has(item);
  }

  // On this device only, or not even recorded yet.
  isUnsent(item) {
    return this.typing.has(item) || this.courier.unsent.has(item);
  }

  // --- What the server or the outbox holds

  adopt({ answers, flags }) {
    Object.entries(answers).forEach(([item, value]) => this.answers.set(Number(item), value));
    flags.forEach((item) => this.flags.add(item));
  }

  // Changes that the server has not acknowledged yet, on top of what it holds.
  overlay(rows) {
    rows.forEach(({ item, answer, flag }) => {
      if (answer !== undefined) this.answers.set(item, answer);
      else if (flag) this.flags.add(item);
      else this.flags.delete(item);
    });
  }

  // The server has said what is really there.
  replace(present) {
    this.answers.clear();
    this.flags.clear();
    this.adopt(present);
    this.overlay(this.courier.pending);
  }

  // --- Reading and drawing

  read(item) {
    const texts = this.section(item).querySelectorAll(TEXTS);
    if (texts.length) return Array.from(texts, (input) => clean(input.value));
    return Array.from(this.section(item).querySelectorAll("input:checked"), (input) => input.value);
  }

  draw(item) {
    const value = this.answers.get(item) || [];
    this.section(item).querySelectorAll(TEXTS).forEach((input, index) => {
      if (input.value !== (value[index] || "")) input.value = value[index] || "";
    });
    this.section(item).querySelectorAll("input[type=radio], input[type=checkbox]").forEach((input) => {
      input.checked = value.includes(input.value);
    });
  }

  drawState(item) {
    const section = this.section(item);
    const mark = this.find("save-state", section);
    const state = this.stateOf(item);
    mark.dataset.state = state;
    if (mark.textContent !== this.say(state)) mark.textContent = this.say(state);
    this.find("flag", section).setAttribute("aria-pressed", String(this.isFlagged(item)));
    this.find("flag-words", section).textContent = this.say(this.isFlagged(item) ? "unflag" : "flag");
  }

  stateOf(item) {
    if (this.typing.has(item)) return "saving";
    const state = this.courier.stateOf(item);
    return state === "server" && !this.isAnswered(item) && !this.isFlagged(item) ? "none" : state;
  }

  drawAll() {
    this.items.forEach((item) => {
      if (!this.typing.has(item)) this.draw(item);
      this.drawState(item);
    });
  }

  lock(locked) {
    this.locked = locked;
    this.form.querySelectorAll("input, textarea, [data-flag]").forEach((input) => {
      input.disabled = locked;
    });
  }

  // --- Recording changes

  record(item, delay = CHOICE_DELAY) {
    clearTimeout(this.typing.get(item));
    this.typing.delete(item);
    const value = this.read(item);
    if (JSON.stringify(value) === JSON.stringify(this.answers.get(item) || [])) {
      this.drawState(item);
      return;
    }
    this.answers.set(item, value);
    this.courier.record(item, { answer: value }, delay);
  }

  // Text that is still being typed, now. A delay of null: somebody else sends it at once.
  recordTyping(delay) {
    [...this.typing.keys()].forEach((item) => this.record(item, delay));
  }

  onInput({ target }) {
    if (this.locked) return;
    const item = Number(target.closest("[data-item]").dataset.item);
    if (!target.matches(TEXTS)) {
      this.record(item);
      return;
    }
    clearTimeout(this.typing.get(item));
    this.typing.set(item, setTimeout(() => this.record(item), TEXT_DELAY));
    this.drawState(item);
  }

  toggleFlag(item) {
    if (this.locked) return;
    const flag = !this.isFlagged(item);
    if (flag) this.flags.add(item);
    else this.flags.delete(item);
    this.courier.record(item, { flag }, CHOICE_DELAY);
  }

  listen() {
    this.form.addEventListener("input", (event) => this.onInput(event));
    this.form.addEventListener("focusout", () => this.recordTyping(CHOICE_DELAY));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("click", ({ target }) => {
      const flag = target.closest("[data-flag]");
      if (flag) this.toggleFlag(Number(flag.closest("[data-item]").dataset.item));
    });
  }
}
