// The clock of the page is the server's.

import assert from "node:assert/strict";
import test from "node:test";

import { Clock, words } from "../../../exams/static/exams/js/clock.js";
import { Timeline } from "../timeline.mjs";

const time = new Timeline().install();
const NOON = 1795395600000;
const HOUR = 3600000;

const clock = () => new Clock(NOON + time.now, NOON + time.now + HOUR);

test("it runs on the monotonic timer, whatever the phone's own clock says", async () => {
  const own = Date.now;
  const shown = clock();
  Date.now = () => 0;
  await time.pass(60000);
  assert.equal(shown.left, HOUR - 60000);
  Date.now = own;
});

test("the first reply sets it, however slow it was", () => {
  const shown = clock();
  shown.set({ now: NOON + time.now + 5000, deadline: NOON + time.now + HOUR, travel: 3000 });
  assert.equal(shown.left, HOUR - 8000);
});

test("a slow reply says less than what is known", () => {
  const shown = clock();
  const deadline = NOON + time.now + HOUR;
  shown.set({ now: NOON + time.now, deadline, travel: 20 });
  const known = shown.left;
  shown.set({ now: NOON + time.now + 30000, deadline, travel: 4000 });
  assert.equal(shown.left, known);
});

test("time given counts even in a slow reply", () => {
  const shown = clock();
  const deadline = NOON + time.now + HOUR;
  shown.set({ now: NOON + time.now, deadline, travel: 20 });
  const known = shown.left;
  shown.set({ now: NOON + time.now, deadline: deadline + 600000, travel: 9000 });
  assert.equal(shown.left, known + 600000);
});

test("after a sleep the next reply counts, whatever it took", () => {
  const shown = clock();
  const deadline = NOON + time.now + HOUR;
  shown.set({ now: NOON + time.now, deadline, travel: 20 });
  shown.distrust();
  shown.set({ now: NOON + time.now + 120000, deadline, travel: 4000 });
  assert.equal(shown.left, HOUR - 124000);
});

for (const [milliseconds, text] of [
  [3600000, "1:00:00"],
  [3599001, "1:00:00"],
  [3599000, "59:59"],
  [61000, "01:01"],
  [1, "00:01"],
  [0, "00:00"],
  [-5000, "00:00"],
  [36061000, "10:01:01"],
]) {
  test(`${milliseconds} ms read ${text}`, () => assert.equal(words(milliseconds), text));
}
