// A small exam page: a choice, a multiple choice and a text, with the parts around them.

import { Overview } from "../../../exams/static/exams/js/overview.js";
import { Sheet } from "../../../exams/static/exams/js/sheet.js";
import { Stage } from "../../../exams/static/exams/js/stage.js";
import { finder } from "../../../exams/static/exams/js/words.js";
import { element, installPage } from "../dom.mjs";
import { Timeline } from "../timeline.mjs";

const choice = (type, value) => element("input", { type, value });

function item(number, ...inputs) {
  return element(
    "section",
    { "data-item": number },
    element("legend", { class: "item__stem" }),
    ...inputs,
    element("span", { "data-save-state": "" }),
    element("button", { "data-flag": "" }, element("span", { "data-flag-words": "" }))
  );
}

const part = (name, tag = "div", ...children) => element(tag, { [`data-${name}`]: "" }, ...children);

export function makePage() {
  const form = part(
    "items",
    "form",
    item(1, choice("radio", "A"), choice("radio", "B")),
    item(2, choice("checkbox", "A"), choice("checkbox", "B"), choice("checkbox", "C")),
    item(3, element("textarea", {}))
  );
  const numbers = ["answered", "unanswered", "flagged", "unsent"].map((name) => element("dd", { "data-n": name }));
  const filters = ["all", "unanswered", "flagged", "unsent"].map((name) =>
    element("button", { "data-filter": name })
  );
  const plain = ["moves", "overview", "place", "previous", "next-words", "counts", "grid-empty", "grid"];
  return installPage(
    element(
      "div",
      {},
      form,
      ...plain.map((name) => part(name)),
      part("overview-panel", "section", element("h2"), part("filters", "div", ...filters)),
      part("review-panel", "section", element("h2"), ...numbers)
    )
  );
}

// What the sheet asks of a courier, and what it gives it.
export class StubCourier {
  constructor() {
    this.recorded = [];
    this.pending = [];
    this.unsent = new Set();
    this.states = {};
  }

  record(item, change, delay) {
    this.recorded.push([item, change, delay]);
  }

  stateOf(item) {
    return this.states[item] || "server";
  }
}

export function makeParts() {
  const time = new Timeline().install();
  const root = makePage();
  const find = finder(root);
  const courier = new StubCourier();
  const say = (name, values = {}) => [name, ...Object.values(values)].join(" ");
  const sheet = new Sheet(find("items"), find, say, courier);
  const stage = new Stage(find, say, sheet);
  const overview = new Overview(root, find, say, sheet, () => stage.current);
  for (const panel of ["overview", "review"]) find(`${panel}-panel`).hidden = true;
  return { time, root, find, say, courier, sheet, stage, overview };
}
