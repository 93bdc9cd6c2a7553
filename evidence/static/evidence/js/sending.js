// One press, one signature: sent by fetch, and believed only when the server answers. Without an
// answer the receipt page is asked; it exists only for what is signed.
const PATIENCE = 20000;

async function ask(url, wanted) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  const always = { credentials: "same-origin", cache: "no-store", signal: control.signal };
  try {
    return await fetch(url, { ...always, ...wanted });
  } finally {
    clearTimeout(timer);
  }
}

export class Sending {
  constructor(form, problems) {
    Object.assign(this, { form, problems });
    this.state = form.querySelector("[data-sending-state]");
    this.button = form.querySelector("[data-send]");
  }

  follow() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.begin(() => this.send());
    });
  }

  // One at a time: a second press waits for nothing and does nothing.
  async begin(work) {
    if (this.button.disabled) return;
    this.button.disabled = true;
    try {
      await work();
    } finally {
      this.button.disabled = false;
    }
  }

  say(words) {
    this.state.textContent = words;
  }

  async send() {
    const { form } = this;
    this.problems.hidden = true;
    if (!navigator.onLine) {
      this.say(form.dataset.offline);
      return;
    }
    this.say(form.dataset.sending);
    let answer;
    try {
      answer = await ask(location.href, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
      });
    } catch {
      await this.afterSilence();
      return;
    }
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      // Logged out, refused or broken: the page itself says what is the matter; the draft is kept.
      if (answer.ok) location.reload();
      else await this.afterSilence();
      return;
    }
    const reply = await answer.json();
    this.say("");
    if (reply.next) location.assign(reply.next);
    else this.show(reply);
  }

  async afterSilence() {
    const { form } = this;
    this.say(form.dataset.asking);
    try {
      const answer = await ask(form.dataset.receipt, { redirect: "manual" });
      if (answer.status === 200) location.assign(form.dataset.receipt);
      else this.say(form.dataset.unsigned);
    } catch {
      this.say(form.dataset.unknown);
    }
  }

  show({ errors, step }) {
    const list = document.createElement("ul");
    list.append(...errors.map((error) => this.line(error)));
    this.problems.querySelector("ul")?.remove();
    this.problems.append(list);
    this.problems.hidden = false;
    this.form.dispatchEvent(new CustomEvent("step", { detail: step }));
    this.problems.focus();
  }

  // A problem leads to its field, when there is one to see.
  line({ field, label, words }) {
    const item = document.createElement("li");
    const place = this.form.querySelector(`#id_${field}`);
    const line = place && place.type !== "hidden" ? document.createElement("a") : item;
    if (line !== item) {
      line.href = `#id_${field}`;
      item.append(line);
    }
    line.textContent = label ? `${label}：${words}` : words;
    return item;
  }
}
