// Handing in: until it is done, or until the candidate goes on.

import assert from "node:assert/strict";
import test from "node:test";

import { HandIn } from "../../../exams/static/exams/js/handin.js";
import { Device } from "./page.mjs";

const say = (name) => name;

async function ready({ left = 600000 } = {}) {
  const device = new Device();
  const { courier } = await device.load();
  await courier.flush();
  const parts = { line: { hidden: true, textContent: "" }, submit: { disabled: false }, back: { hidden: false } };
  const went = [];
  const page = Object.fromEntries(["toReview", "toItems", "leave"].map((name) => [name, () => went.push(name)]));
  const clock = { left };
  const handIn = new HandIn({ courier, clock, say, parts, page });
  return { handIn, courier, parts, went, clock, server: device.server, time: device.time };
}

test("everything is sent, handed in, and the receipt is shown", async () => {
  const { handIn, courier, parts, went, server, time } = await ready();
  courier.record(1, { answer: ["A"] }, null);
  handIn.byCandidate();
  assert.deepEqual(went, ["toReview"]);
  assert.deepEqual([parts.submit.disabled, parts.back.hidden, parts.line.hidden], [true, true, false]);
  assert.equal(parts.line.textContent, "sending");
  assert.equal(handIn.underWay, true);
  await time.settle();
  assert.deepEqual(server.answers, { 1: ["A"] });
  assert.equal(server.open, false);
  assert.deepEqual(went, ["toReview", "leave"]);
});

test("offline it says so, offers the way back, and hands in when the network returns", async () => {
  const { handIn, parts, went, server, time } = await ready();
  server.faults = ["lost"];
  handIn.byCandidate();
  await time.settle();
  assert.equal(parts.line.textContent, "resend_early");
  assert.equal(parts.back.hidden, false);
  assert.deepEqual(went, ["toReview"]);
  await time.pass(1000);
  assert.deepEqual(went, ["toReview", "leave"]);
});

test("who goes on answering is not handed in behind his back", async () => {
  const { handIn, courier, parts, went, server, time } = await ready();
  courier.record(1, { answer: ["A"] }, null);
  server.faults = ["lost", "lost", "lost"];
  handIn.byCandidate();
  await time.settle();
  handIn.goOn();
  assert.equal(handIn.underWay, false);
  assert.deepEqual(went, ["toReview", "toItems"]);
  assert.deepEqual([parts.submit.disabled, parts.back.hidden, parts.line.hidden], [false, false, true]);
  await time.pass(120000);
  assert.deepEqual(server.bodies("submit"), []);
  assert.equal(server.open, true);
  assert.deepEqual(server.answers, { 1: ["A"] }); // the answers themselves go on being sent
  assert.deepEqual(went, ["toReview", "toItems"]);
});

test("handing in again after going on is one hand-in", async () => {
  const { handIn, went, server, time } = await ready();
  server.faults = ["lost"];
  handIn.byCandidate();
  await time.settle();
  handIn.goOn();
  server.faults = ["lost"];
  handIn.byCandidate();
  await time.pass(120000);
  assert.equal(server.bodies("submit").length, 1);
  assert.deepEqual(went, ["toReview", "toItems", "toReview", "leave"]);
});

test("what was on its way when the candidate went on, and arrived, is handed in", async () => {
  const { handIn, courier, went, time } = await ready();
  let arrive;
  courier.handIn = () => new Promise((resolve) => { arrive = resolve; });
  handIn.byCandidate();
  await time.settle();
  handIn.goOn();
  arrive({ receipt: "20261123-000361-90F9" });
  await time.settle();
  assert.deepEqual(went, ["toReview", "toItems", "leave"]);
});

test("the clock offers no way back, and waits longer from time to time", async () => {
  const { handIn, parts, server, time } = await ready({ left: 0 });
  const tries = [];
  const through = globalThis.fetch;
  globalThis.fetch = async (path) => {
    if (path === "beat") tries.push(time.now);
    throw new TypeError("Failed to fetch");
  };
  handIn.byClock();
  await time.pass(120000);
  assert.equal(parts.line.textContent, "resend");
  assert.equal(parts.back.hidden, true);
  const waits = tries.slice(1).map((moment, index) => Math.round(moment - tries[index]));
  assert.deepEqual(waits.slice(0, 3), [1000, 1600, 2560]);
  assert.equal(Math.max(...waits), 15000);
  assert.equal(server.open, true);
  globalThis.fetch = through;
  await time.pass(15000);
  assert.equal(server.open, false);
});

test("time that was given while nobody could hear of it is not handed in", async () => {
  const { handIn, courier, clock, parts, went, server, time } = await ready({ left: 0 });
  courier.hear({ clock: ({ now, deadline }) => { clock.left = deadline - now; } });
  server.faults = ["lost"];
  handIn.byClock();
  await time.settle();
  assert.deepEqual([went, server.bodies("submit")], [["toReview"], []]);
  server.deadline += 600000;
  await time.pass(1000);
  assert.deepEqual(went, ["toReview", "toItems"]);
  assert.equal(parts.submit.disabled, false);
  await time.pass(120000);
  assert.deepEqual(server.bodies("submit"), []);
});

test("an unanswered question for more time is not taken for a no", async () => {
  const { handIn, server, time } = await ready({ left: 0 });
  server.faults = ["lost"]; // the beat; what follows gets through
  handIn.byClock();
  await time.settle();
  assert.deepEqual(server.bodies("submit"), []);
  await time.pass(1000);
  assert.equal(server.bodies("submit").length, 1);
});

test("after the server has closed it, the clock leads to the receipt", async () => {
  const { handIn, went, server, time } = await ready({ left: 0 });
  server.open = false;
  handIn.byClock();
  await time.settle();
  assert.deepEqual(went, ["toReview", "leave"]);
});

test("410 is as good as a receipt", async () => {
  const { handIn, courier, went, time } = await ready();
  courier.handIn = () => Promise.reject(Object.assign(new Error("410"), { status: 410 }));
  handIn.byCandidate();
  await time.settle();
  assert.deepEqual(went, ["toReview", "leave"]);
});

test("when another page has taken over, this one goes back and may not hand in", async () => {
  const { handIn, parts, went, server, time } = await ready();
  server.holder = "another-page";
  handIn.byCandidate();
  await time.settle();
  assert.deepEqual(went, ["toReview", "toItems"]);
  assert.equal(parts.submit.disabled, true);
  assert.equal(handIn.underWay, false);
});

test("too fast is not called a lost connection", async () => {
  const { handIn, parts, server, time } = await ready();
  server.faults = [[429, { error: "too_fast" }, { "Retry-After": "2" }]];
  handIn.byCandidate();
  await time.settle();
  assert.equal(parts.line.textContent, "busy");
  await time.pass(5000);
  assert.equal(server.open, false);
});

test("a refused token is named", async () => {
  const { handIn, courier, parts, server, time } = await ready();
  courier.record(1, { answer: ["A"] }, null);
  server.faults = [401];
  handIn.byCandidate();
  await time.settle();
  assert.equal(parts.line.textContent, "refused");
});
