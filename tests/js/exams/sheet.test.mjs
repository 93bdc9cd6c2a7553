// The answer sheet: what the candidate does becomes a change, once, and what is drawn is true.

import assert from "node:assert/strict";
import test from "node:test";

import { clean } from "../../../exams/static/exams/js/sheet.js";
import { makeParts } from "./paper.mjs";

const inputs = (sheet, item) => sheet.section(item).querySelectorAll("input, textarea");

function choose(sheet, item, index, checked = true) {
  inputs(sheet, item)[index].checked = checked;
  inputs(sheet, item)[index].fire("input");
}

function type(sheet, text) {
  inputs(sheet, 3)[0].value = text;
  inputs(sheet, 3)[0].fire("input");
}

function listening() {
  const parts = makeParts();
  parts.sheet.listen();
  return parts;
}

test("a choice is recorded at once, to be sent a moment later", () => {
  const { sheet, courier } = listening();
  choose(sheet, 1, 1);
  assert.deepEqual(courier.recorded, [[1, { answer: ["B"] }, 300]]);
  assert.equal(sheet.isAnswered(1), true);
});

test("several choices are one answer, and taking them back is an answer, too", () => {
  const { sheet, courier } = listening();
  choose(sheet, 2, 0);
  choose(sheet, 2, 2);
  choose(sheet, 2, 0, false);
  choose(sheet, 2, 2, false);
  assert.deepEqual(courier.recorded.map(([, { answer }]) => answer), [["A"], ["A", "C"], ["C"], []]);
  assert.equal(sheet.isAnswered(2), false);
});

test("text is recorded once the typing stops, and said to be saving until then", async () => {
  const { sheet, courier, time } = listening();
  type(sheet, "托");
  await time.pass(800);
  type(sheet, "托底线");
  await time.pass(899);
  assert.deepEqual(courier.recorded, []);
  assert.equal(sheet.stateOf(3), "saving");
  assert.equal(sheet.isUnsent(3), true);
  await time.pass(1);
  assert.deepEqual(courier.recorded, [[3, { answer: ["托底线"] }, 300]]);
  assert.equal(sheet.isUnsent(3), false);
});

test("leaving the field, the item or the page does not wait for the typing to stop", () => {
  const { sheet, courier } = listening();
  type(sheet, "一");
  inputs(sheet, 3)[0].fire("focusout");
  type(sheet, "二");
  sheet.recordTyping(null);
  assert.deepEqual(courier.recorded, [[3, { answer: ["一"] }, 300], [3, { answer: ["二"] }, null]]);
});

test("the same answer again is no change", () => {
  const { sheet, courier } = listening();
  choose(sheet, 1, 0);
  choose(sheet, 1, 0);
  assert.equal(courier.recorded.length, 1);
});

test("a flag goes on and off", () => {
  const { sheet, courier } = listening();
  const flag = sheet.section(2).querySelector("[data-flag]");
  flag.fire("click");
  sheet.drawState(2);
  assert.equal(flag.getAttribute("aria-pressed"), "true");
  flag.fire("click");
  assert.deepEqual(courier.recorded.map(([, change]) => change), [{ flag: true }, { flag: false }]);
});

test("a locked sheet takes nothing and shows that it is locked", () => {
  const { sheet, courier } = listening();
  sheet.lock(true);
  choose(sheet, 1, 0);
  sheet.section(1).querySelector("[data-flag]").fire("click");
  assert.deepEqual(courier.recorded, []);
  assert.ok(inputs(sheet, 1).every((input) => input.disabled));
  sheet.lock(false);
  choose(sheet, 1, 1);
  assert.equal(courier.recorded.length, 1);
});

test("what the server says is drawn, with what it has not acknowledged on top", () => {
  const { sheet, courier } = makeParts();
  sheet.adopt({ answers: { 1: ["A"], 3: ["旧"] }, flags: [1] });
  courier.pending = [{ item: 3, answer: ["新"] }, { item: 2, flag: true }, { item: 1, flag: false }];
  sheet.replace({ answers: { 1: ["B"], 3: ["旧"] }, flags: [1] });
  sheet.drawAll();
  assert.deepEqual(inputs(sheet, 1).map((input) => input.checked), [false, true]);
  assert.equal(inputs(sheet, 3)[0].value, "新");
  assert.deepEqual(sheet.items.filter((item) => sheet.isFlagged(item)), [2]);
});

test("what is being typed is not overwritten by a reply", () => {
  const { sheet } = listening();
  type(sheet, "还没打完");
  sheet.replace({ answers: { 3: ["旧"] }, flags: [] });
  sheet.drawAll();
  assert.equal(inputs(sheet, 3)[0].value, "还没打完");
});

for (const [state, answered, shown] of [
  ["server", true, "server"],
  ["server", false, "none"],
  ["local", false, "local"],
  ["unsaved", true, "unsaved"],
  ["late", true, "late"],
]) {
  test(`${state}, ${answered ? "answered" : "empty"}: the item says ${shown}`, () => {
    const { sheet, courier } = makeParts();
    if (answered) sheet.adopt({ answers: { 1: ["A"] }, flags: [] });
    courier.states[1] = state;
    sheet.drawState(1);
    const mark = sheet.section(1).querySelector("[data-save-state]");
    assert.deepEqual([mark.dataset.state, mark.textContent], [shown, shown]);
  });
}

test("blank space is no answer", () => {
  const { sheet } = makeParts();
  sheet.adopt({ answers: { 3: [" \n"] }, flags: [] });
  assert.equal(sheet.isAnswered(3), false);
});

for (const [text, kept] of [
  ["托底线", "托底线"],
  ["a\0b", "ab"],
  ["\ud842", ""],
  ["\ud842\udfb7野家", "\ud842\udfb7野家"],
  ["x\udfff", "x"],
]) {
  test(`${JSON.stringify(text)} is kept as ${JSON.stringify(kept)}`, () => assert.equal(clean(text), kept));
}
