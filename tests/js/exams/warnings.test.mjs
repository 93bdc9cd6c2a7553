// Warnings come once each, and never late by a sleep.

import assert from "node:assert/strict";
import test from "node:test";

import { Warnings } from "../../../exams/static/exams/js/warnings.js";
import { Timeline } from "../timeline.mjs";

const MINUTE = 60000;
const words = (minutes) => `${minutes} left`;

function ready(left) {
  const time = new Timeline().install();
  const line = { hidden: true, textContent: "" };
  const live = { textContent: "" };
  return { time, line, live, warnings: new Warnings(line, live, left) };
}

function heard(warnings, live, lefts) {
  return lefts.map((left) => {
    live.textContent = "";
    warnings.look(left, words);
    return live.textContent;
  });
}

test("at 30, 15, 5 and 1 minutes, once each", () => {
  const { warnings, live } = ready(40 * MINUTE);
  const lefts = [31, 30, 29, 15, 14, 5, 4, 1, 0.5, 0].map((minutes) => minutes * MINUTE);
  assert.deepEqual(heard(warnings, live, lefts), ["", "30 left", "", "15 left", "", "5 left", "", "1 left", "", ""]);
});

test("what has passed when the page opens, or begins just then, is no news", () => {
  const { warnings, live } = ready(15 * MINUTE);
  assert.deepEqual(heard(warnings, live, [15 * MINUTE, 5 * MINUTE]), ["", "5 left"]);
});

test("a phone that slept is told how much is left in truth, once", () => {
  const { warnings, live } = ready(40 * MINUTE);
  assert.deepEqual(heard(warnings, live, [3 * MINUTE, 2.9 * MINUTE]), ["3 left", ""]);
});

test("with more time the warnings come again", () => {
  const { warnings, live } = ready(6 * MINUTE);
  assert.deepEqual(heard(warnings, live, [5 * MINUTE, 20 * MINUTE, 15 * MINUTE]), ["5 left", "", "15 left"]);
});

test("it stays on the screen for fifteen seconds", async () => {
  const { warnings, line, time } = ready(6 * MINUTE);
  warnings.look(5 * MINUTE, words);
  await time.pass(14999);
  assert.equal(line.hidden, false);
  await time.pass(1);
  assert.equal(line.hidden, true);
});
