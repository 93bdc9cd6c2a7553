// What is in front: one item, the overview of all, or the question whether to hand in.

import { CHOICE_DELAY } from "./sheet.js";

export class Stage {
  constructor(find, say, sheet) {
    Object.assign(this, { find, say, sheet, current: 1 });
  }

  show(item, focus = true) {
    const { sheet } = this;
    sheet.recordTyping(CHOICE_DELAY);
    this.current = Math.min(Math.max(item, 1), sheet.total);
    sheet.items.forEach((other) => {
      sheet.section(other).hidden = other !== this.current;
    });
    this.front(null);
    this.find("place").textContent = this.say("item", { n: this.current, m: sheet.total });
    this.find("previous").disabled = this.current === 1;
    this.find("next-words").textContent = this.say(this.current === sheet.total ? "to_overview" : "next");
    sheet.drawState(this.current);
    window.scrollTo(0, 0);
    if (focus) sheet.section(this.current).querySelector(".item__stem").focus({ preventScroll: true });
  }

  // The item that was looked at last, again.
  back() {
    this.show(this.current);
  }

  // Shows one of the two panels, "overview" or "review", instead of the item.
  open(name, overview) {
    this.front(name);
    this.sheet.recordTyping(CHOICE_DELAY);
    overview.draw();
    window.scrollTo(0, 0);
    this.find(`${name}-panel`).querySelector("h2").focus({ preventScroll: true });
  }

  front(name) {
    ["overview", "review"].forEach((panel) => {
      this.find(`${panel}-panel`).hidden = panel !== name;
    });
    this.find("items").hidden = name !== null;
    this.find("moves").hidden = name !== null;
    this.find("overview").setAttribute("aria-expanded", String(name === "overview"));
  }

  // Page down at the end of an item leads to the next one, page up at its top to the one before.
  // No single letters: they would be pressed by accident, and by people who speak to their phone.
  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], textarea")) return;
    if (this.find("items").hidden) return;
    const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
    if (event.key === "PageDown" && scrollTop + clientHeight >= scrollHeight - 2) this.show(this.current + 1);
    else if (event.key === "PageUp" && scrollTop <= 2) this.show(this.current - 1);
    else return;
    event.preventDefault();
  }
}
