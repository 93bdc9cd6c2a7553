// The overview counts truly and leads to the item that is pressed.

import assert from "node:assert/strict";
import test from "node:test";

import { countItems, matching } from "../../../exams/static/exams/js/overview.js";
import { makeParts } from "./paper.mjs";

function filled() {
  const parts = makeParts();
  parts.sheet.adopt({ answers: { 1: ["A"], 3: [""] }, flags: [1, 3] });
  parts.courier.unsent.add(1);
  return parts;
}

for (const [filter, items] of [
  ["all", [1, 2, 3]],
  ["unanswered", [2, 3]],
  ["flagged", [1, 3]],
  ["unsent", [1]],
]) {
  test(`${filter}: ${items}`, () => assert.deepEqual(matching(filled().sheet, filter), items));
}

test("the counts stand in the line and in the review", () => {
  const { sheet, overview, root } = filled();
  assert.deepEqual(countItems(sheet), { answered: 1, unanswered: 2, flagged: 2, unsent: 1 });
  overview.draw();
  const shown = ["answered", "unanswered", "flagged", "unsent"].map((name) => {
    const mark = root.querySelector(`[data-n=${name}]`);
    return [mark.textContent, mark.dataset.some];
  });
  assert.deepEqual(shown, [["1", true], ["2", true], ["2", true], ["1", true]]);
});

test("a tile says in words what its colour says", () => {
  const { overview, find } = filled();
  overview.drawGrid();
  const [first, second] = find("grid").querySelectorAll("button");
  assert.equal(first.getAttribute("aria-label"), "item 1 3: answered, flagged, unsent");
  assert.equal(second.getAttribute("aria-label"), "item 2 3: unanswered");
  assert.equal(first.getAttribute("aria-current"), "true");
  assert.equal(second.getAttribute("aria-current"), null);
});

test("a filter shows its items, and says when there are none", () => {
  const { overview, find, sheet, root } = filled();
  overview.listen(() => {});
  root.querySelector("[data-filter=unanswered]").fire("click");
  assert.deepEqual(find("grid").querySelectorAll("button").map((tile) => tile.textContent), ["2", "3"]);
  assert.equal(find("grid-empty").hidden, true);
  sheet.adopt({ answers: { 2: ["A"], 3: ["x"] }, flags: [] });
  overview.drawGrid();
  assert.equal(find("grid-empty").hidden, false);
  const pressed = root.querySelectorAll("[data-filter]").filter((one) => one.getAttribute("aria-pressed") === "true");
  assert.deepEqual(pressed.map((button) => button.dataset.filter), ["unanswered"]);
});

test("a tile leads to its item", () => {
  const { overview, find } = filled();
  const went = [];
  overview.listen((item) => went.push(item));
  overview.drawGrid();
  find("grid").querySelectorAll("button")[2].fire("click");
  assert.deepEqual(went, [3]);
});
