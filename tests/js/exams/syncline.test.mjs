// The line above the items never calls saved what is not.

import assert from "node:assert/strict";
import test from "node:test";

import { drawSync, syncState } from "../../../exams/static/exams/js/syncline.js";

const courier = (state, unsent, late, durable = true) => ({
  state,
  durable,
  unsent: new Set(Array(unsent).keys()),
  late: new Set(Array(late).keys()),
});

for (const [state, unsent, late, shown, words, n] of [
  ["online", 0, 0, "online", "online", 0],
  ["online", 2, 0, "waiting", "waiting", 2],
  ["offline", 2, 0, "offline", "offline", 2],
  ["offline", 0, 0, "offline", "offline", 0],
  ["over", 0, 0, "online", "online", 0],
  ["over", 3, 0, "over", "over", 3],
  ["over", 0, 2, "late", "late_items", 2],
  ["elsewhere", 1, 2, "elsewhere", "elsewhere", 1],
  ["refused", 1, 0, "refused", "refused", 1],
]) {
  test(`${state}, ${unsent} unsent, ${late} late: ${words}`, () => {
    assert.deepEqual(syncState(courier(state, unsent, late)), { state: shown, words, n });
  });
}

for (const [durable, unsent, text] of [
  [true, 1, "offline"],
  [false, 1, "offline memory"],
  [false, 0, "offline"],
]) {
  test(`durable ${durable}, ${unsent} unsent: ${text}`, () => {
    const line = { dataset: {}, textContent: "" };
    drawSync(line, (name) => name, courier("offline", unsent, 0, durable));
    assert.deepEqual([line.dataset.state, line.textContent], ["offline", text]);
  });
}
