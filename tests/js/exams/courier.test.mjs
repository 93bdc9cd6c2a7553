// The courier: an answer that was acknowledged is on the server, and one that was not is still here.

import assert from "node:assert/strict";
import test from "node:test";

import { Courier } from "../../../exams/static/exams/js/courier.js";
import { Device, told } from "./page.mjs";
import { Server } from "./server.mjs";

const A = { answer: ["A"] };
const B = { answer: ["B"] };

async function ready(device = new Device()) {
  const { courier, heard } = await device.load();
  await courier.flush();
  return { device, server: device.server, time: device.time, courier, heard };
}

test("first written down, then sent, then taken out after the acknowledgement", async () => {
  const { device, server, time, courier } = await ready();
  const steps = [];
  const { rows } = device.storage.database;
  const set = rows.set.bind(rows);
  const remove = rows.delete.bind(rows);
  rows.set = (...pair) => steps.push("put") && set(...pair);
  rows.delete = (key) => steps.push("taken out") && remove(key);
  server.events = ((events) => (body) => {
    const answer = events.call(server, body);
    steps.push(`sent ${body.events.map(({ seq }) => seq)}`);
    return answer;
  })(server.events);
  courier.record(1, A, 300);
  assert.equal(courier.stateOf(1), "saving");
  await time.settle();
  assert.equal(courier.stateOf(1), "local");
  assert.deepEqual(device.kept.map(({ seq, item, answer }) => [seq, item, answer]), [[1, 1, ["A"]]]);
  await time.pass(300);
  assert.deepEqual(steps, ["put", "sent 1", "taken out"]);
  assert.equal(courier.stateOf(1), "server");
  assert.deepEqual(device.kept, []);
  assert.equal(courier.unsent.size, 0);
});

test("an acknowledgement that overtakes the disk leaves nothing behind", async () => {
  const { device, server, time, courier } = await ready();
  courier.record(1, A, null);
  courier.flush();
  await time.settle();
  assert.deepEqual(server.numbers, [1]);
  assert.deepEqual(device.kept, []);
});

test("every request carries the token and no cookie", async () => {
  const { server, time, courier } = await ready();
  courier.record(1, A, 0);
  await time.pass(0);
  await courier.beat();
  await courier.handIn();
  assert.deepEqual(new Set(server.asked.map(({ path }) => path)), new Set(["events", "beat", "submit"]));
  assert.deepEqual(new Set(server.asked.map(({ token }) => token)), new Set(["secret"]));
  assert.deepEqual(new Set(server.asked.map(({ credentials }) => credentials)), new Set(["omit"]));
});

test("a lost reply: the same numbers are said again, and stand once in the log", async () => {
  const { server, time, courier } = await ready();
  server.faults = ["reply lost"];
  courier.record(1, A, 0);
  courier.record(2, { flag: true }, 0);
  await time.pass(0);
  assert.equal(courier.state, "offline");
  assert.deepEqual([...courier.unsent], [1, 2]);
  await time.pass(2500);
  const [, first, again] = server.bodies("events");
  assert.deepEqual(again, first);
  assert.deepEqual(first.events, [{ seq: 1, item: 1, answer: ["A"] }, { seq: 2, item: 2, flag: true }]);
  assert.deepEqual(server.numbers, [1, 2]);
  assert.equal(courier.state, "online");
  assert.equal(courier.unsent.size, 0);
});

test("a server that says nothing is given up after fifteen seconds, then asked again", async () => {
  const { server, time, courier } = await ready();
  server.faults = ["silent"];
  courier.record(1, A, 0);
  await time.pass(14999);
  assert.equal(courier.state, "online");
  await time.pass(1);
  assert.equal(courier.state, "offline");
  await time.pass(3000);
  assert.deepEqual(server.answers, { 1: ["A"] });
});

test("offline it waits longer from time to time, at most 26 seconds, and never gives up", async () => {
  const { server, time, courier } = await ready();
  const tries = [];
  globalThis.fetch = async () => {
    tries.push(time.now);
    throw new TypeError("Failed to fetch");
  };
  courier.record(1, A, 0);
  await time.pass(600000);
  const waits = tries.slice(1).map((moment, index) => moment - tries[index]);
  assert.ok(waits[0] >= 1050 && waits[0] <= 1950, String(waits[0]));
  assert.ok(waits.every((wait) => wait <= 26000));
  assert.ok(waits.slice(6).every((wait) => wait >= 14000));
  assert.ok(courier.waited >= 600000);
  server.install();
  await time.pass(26000);
  assert.deepEqual(server.answers, { 1: ["A"] });
  assert.equal(courier.waited, 0);
});

test("steady typing does not put off the sending", async () => {
  const { server, time, courier } = await ready();
  for (let letter = 0; letter < 4; letter += 1) {
    courier.record(1, { answer: [`a${letter}`] }, 300);
    await time.pass(100);
  }
  assert.deepEqual(server.numbers, [1, 2, 3]);
});

test("what was not acknowledged survives the page, under the name of its load", async () => {
  const device = new Device();
  const { courier, server, time } = await ready(device);
  server.faults = ["lost"];
  courier.record(3, B, 0);
  await time.pass(0);
  const { courier: again, heard } = await device.load();
  time.timers.clear(); // the page before is gone
  assert.deepEqual([...again.unsent], [3]);
  assert.equal(again.stateOf(3), "local");
  await again.flush();
  const [opening, left] = server.bodies("events").slice(-2);
  assert.deepEqual([opening.opened, opening.was], [true, [courier.client]]);
  assert.deepEqual([left.client, left.by], [courier.client, again.client]);
  assert.deepEqual(server.answers, { 3: ["B"] });
  assert.equal(told(heard, "present").length, 1);
  assert.deepEqual(device.kept, []);
});

test("what several loads have left is sent in the order in which it was made", async (t) => {
  const device = new Device();
  let name = 255; // later loads sort before earlier ones
  t.mock.method(crypto, "getRandomValues", (bytes) => bytes.fill(name--));
  const { courier, time, server } = await ready(device);
  const own = Date.now;
  let made = 1000;
  Date.now = () => made++;
  server.faults = Array(20).fill("lost");
  courier.record(1, A, 0);
  await time.settle();
  const second = await device.load();
  second.courier.record(1, B, 0);
  await time.settle();
  time.timers.clear();
  server.faults = [];
  const third = await device.load();
  Date.now = own;
  assert.deepEqual(third.courier.pending.map(({ client }) => client), [courier.client, second.courier.client]);
  await third.courier.flush();
  assert.deepEqual(server.answers, { 1: ["B"] });
});

test("at most a hundred changes and 60 kB go in one request", async () => {
  const { server, time, courier } = await ready();
  server.faults = ["lost"];
  for (let seq = 1; seq <= 230; seq += 1) courier.record(seq, A, 0);
  await time.pass(5000);
  assert.deepEqual(server.bodies("events").slice(1).map(({ events }) => events.length), [100, 100, 30]);
  server.faults = ["lost"];
  for (let item = 1; item <= 5; item += 1) courier.record(item, { answer: ["托".repeat(6000)] }, 0);
  await time.pass(5000);
  const long = server.bodies("events").slice(4);
  assert.deepEqual(long.map(({ events }) => events.length), [3, 2]);
  assert.deepEqual(server.numbers, Array.from({ length: 235 }, (_, index) => index + 1));
});

test("a page that goes away sends less than 64 kB, in a request that outlives it", async () => {
  const { server, courier } = await ready();
  for (let item = 1; item <= 3; item += 1) courier.record(item, { answer: ["托".repeat(9000)] }, null);
  await courier.flush(true);
  const leaving = server.asked.slice(1);
  assert.deepEqual(leaving.map(({ body }) => body.events.length), [1, 1, 1]);
  assert.ok(leaving.every(({ keepalive }) => keepalive === true));
});

test("leaving does not wait for a request that is under way", async () => {
  const { server, time, courier } = await ready();
  server.faults = ["silent"];
  courier.record(1, A, 0);
  await time.pass(0);
  courier.flush(true);
  await time.settle();
  assert.deepEqual(server.numbers, [1]);
});

test("too large a batch is halved until it fits", async () => {
  const { server, time, courier } = await ready();
  server.most = 700;
  for (let item = 1; item <= 40; item += 1) courier.record(item, A, 0);
  await time.pass(0);
  assert.equal(server.log.length, 40);
  assert.equal(courier.state, "online");
});

test("one change that is too large stays here and is said to be broken", async () => {
  const { server, time, courier } = await ready();
  server.most = 300;
  courier.record(1, { answer: ["a".repeat(500)] }, 0);
  await time.pass(0);
  assert.equal(courier.state, "broken");
  assert.deepEqual([...courier.unsent], [1]);
});

for (const status of [401, 404]) {
  test(`${status}: nobody is asked again, and nothing is thrown away`, async () => {
    const { device, server, time, courier, heard } = await ready();
    server.faults = [status];
    courier.record(1, A, 0);
    await time.pass(600000);
    assert.equal(courier.state, "refused");
    assert.deepEqual(told(heard, "state").slice(-1), ["refused"]);
    assert.equal(server.asked.length, 1);
    assert.equal(device.kept.length, 1);
    assert.equal(await courier.beat(), true);
    assert.equal(server.asked.length, 1);
    await assert.rejects(courier.handIn(), /refused/);
  });
}

for (const [status, state] of [[400, "broken"], [403, "offline"], [500, "offline"], [503, "offline"]]) {
  test(`${status} is called ${state}, and tried again`, async () => {
    const { server, time, courier } = await ready();
    server.faults = [status];
    courier.record(1, A, 0);
    await time.pass(0);
    assert.equal(courier.state, state);
    await time.pass(2500);
    assert.deepEqual(server.answers, { 1: ["A"] });
    assert.equal(courier.state, "online");
  });
}

test("other words under the same number: both are kept, ours under a free number", async () => {
  const { device, server, time, courier } = await ready();
  server.log.push([courier.client, 1, { item: 1, answer: ["C"] }], [courier.client, 2, { item: 2, answer: ["C"] }]);
  courier.record(1, A, 0);
  courier.record(5, B, 0);
  await time.pass(0);
  assert.deepEqual(server.numbers, [1, 2, 3, 4]);
  assert.deepEqual(server.answers, { 1: ["A"], 2: ["C"], 5: ["B"] });
  assert.deepEqual(device.kept, []);
  assert.deepEqual(courier.all.map(({ seq }) => seq), [3, 4]);
});

test("a second page is told who writes and what is there; its answers wait", async () => {
  const device = new Device();
  const first = await ready(device);
  first.courier.record(1, A, 0);
  await device.time.pass(0);
  device.forget();
  const { courier, heard } = await device.load();
  assert.equal(await courier.flush(), false);
  assert.deepEqual([courier.writes, courier.state], [false, "elsewhere"]);
  assert.deepEqual(told(heard, "lease"), [false]);
  assert.deepEqual(told(heard, "present")[0].answers, { 1: ["A"] });
});

test("who takes over writes, and the other learns of it by its next beat", async () => {
  const device = new Device();
  const first = await ready(device);
  device.forget();
  const { courier, heard } = await device.load();
  await courier.flush();
  await courier.takeOver();
  assert.deepEqual(told(heard, "lease"), [false, true]);
  assert.equal(courier.state, "online");
  courier.record(2, B, 0);
  await device.time.pass(0);
  assert.deepEqual(device.server.answers, { 2: ["B"] });
  assert.equal(await first.courier.beat(), true);
  assert.deepEqual([first.courier.writes, first.courier.state], [false, "elsewhere"]);
});

test("what a replaced page still held goes to the late lane and says so", async () => {
  const device = new Device();
  const { courier, heard, server, time } = await ready(device);
  server.holder = "another-page";
  courier.record(4, A, 0);
  await time.pass(0);
  assert.deepEqual(server.lane.map(([, , payload]) => payload), [{ item: 4, answer: ["A"] }]);
  assert.deepEqual(server.log, []);
  assert.deepEqual([courier.stateOf(4), courier.writes], ["late", false]);
  assert.deepEqual([...courier.late], [4]);
  assert.deepEqual(told(heard, "lease"), [false]);
  assert.deepEqual(device.kept, []);
});

test("another tab's word is believed at once, one's own is not", async () => {
  const { courier, heard } = await ready();
  courier.yieldTo(courier.client);
  assert.equal(courier.writes, true);
  courier.yieldTo("another-tab");
  assert.equal(courier.writes, false);
  courier.yieldTo("a-third");
  assert.deepEqual(told(heard, "lease"), [false]);
});

test("a page that was never let in has nothing to yield", async () => {
  const { courier } = await new Device().load();
  courier.yieldTo("another-tab");
  assert.equal(courier.writes, true);
});

test("time given is heard of by beat and by save", async () => {
  const { server, time, courier, heard } = await ready();
  server.deadline += 600000;
  await courier.beat();
  server.deadline += 600000;
  courier.record(1, A, 0);
  await time.pass(0);
  const deadlines = told(heard, "clock").map(({ deadline }) => deadline);
  assert.deepEqual(deadlines.map((deadline) => deadline - deadlines[0]), [0, 600000, 1200000]);
});

test("a beat says how much waits and how often the page was left", async () => {
  const { server, courier } = await ready();
  courier.record(1, A, null);
  globalThis.document.hidden = true;
  await courier.beat([35, 4]);
  assert.deepEqual(server.bodies("beat"), [{ client: courier.client, unsent: 1, visible: false, away: [35, 4] }]);
  server.faults = ["lost"];
  assert.equal(await courier.beat(), false);
});

test("a beat that gets through sends what waits", async () => {
  const { server, time, courier } = await ready();
  courier.record(1, A, null);
  await courier.beat();
  await time.settle();
  assert.deepEqual(server.numbers, [1]);
});

test("after the end what waits goes to the late lane, and the end is told once", async () => {
  const { server, time, courier, heard } = await ready();
  server.overdue = true;
  courier.record(1, A, 0);
  await time.pass(0);
  courier.record(2, B, 0);
  await time.pass(0);
  assert.equal(server.lane.length, 2);
  assert.deepEqual([...courier.late], [1, 2]);
  assert.equal(told(heard, "over").length, 1);
  assert.deepEqual([courier.over, courier.state], [true, "over"]);
});

test("a beat that says the attempt is closed ends it here", async () => {
  const { server, courier, heard } = await ready();
  server.open = false;
  await courier.beat();
  assert.equal(told(heard, "over").length, 1);
});

test("410 to a page that opens too late ends it", async () => {
  const server = new Server();
  server.open = false;
  const { courier } = await new Device(server).load();
  assert.equal(await courier.flush(), false);
  assert.equal(courier.over, true);
});

test("a receipt sends what was left without opening the attempt again", async () => {
  const device = new Device();
  const { courier, server, time } = await ready(device);
  server.faults = ["lost"];
  courier.record(1, A, 0);
  await time.pass(0);
  time.timers.clear();
  server.open = false;
  const { courier: left } = await device.load({ over: true });
  const before = server.asked.length;
  assert.equal(await left.flush(), true);
  assert.deepEqual(server.asked.slice(before).map(({ body }) => [body.opened, body.events.length]), [[undefined, 1]]);
  assert.deepEqual([left.state, [...left.late]], ["over", [1]]);
  assert.deepEqual(device.kept, []);
});

test("handing in sends everything first and names the highest number", async () => {
  const { server, courier } = await ready();
  courier.record(1, A, null);
  courier.record(2, B, null);
  const receipt = await courier.handIn();
  assert.equal(receipt.receipt, "20261123-000361-90F9");
  assert.deepEqual(server.asked.map(({ path }) => path), ["events", "events", "submit"]);
  assert.deepEqual(server.bodies("submit"), [{ client: courier.client, last: 2 }]);
});

test("offline nothing is handed in", async () => {
  const { server, courier } = await ready();
  courier.record(1, A, null);
  server.faults = ["lost"];
  await assert.rejects(courier.handIn(), /offline/);
  assert.deepEqual(server.bodies("submit"), []);
});

test("what the server lacks at the hand-in is sent again, then it is handed in", async () => {
  const { server, time, courier } = await ready();
  for (const item of [1, 2, 3]) courier.record(item, A, 0);
  await time.pass(0);
  server.log.splice(1, 1); // as a restored backup would
  await courier.handIn();
  assert.deepEqual(server.numbers.sort(), [1, 2, 3]);
  assert.equal(server.open, false);
});

test("a server that lacks hundreds of changes names a part at a time, and gets them all", async () => {
  const { server, time, courier } = await ready();
  for (let item = 1; item <= 450; item += 1) courier.record(item, A, 0);
  await time.pass(0);
  server.log.splice(0, 450);
  await courier.handIn();
  assert.equal(new Set(server.numbers).size, 450);
  assert.equal(server.bodies("submit").length, 4);
});

test("what the page itself does not know cannot be sent again: it says so instead of asking on", async () => {
  const { server, time, courier } = await ready();
  courier.record(1, A, 0);
  await time.pass(0);
  server.submit = () => ({ ok: false, status: 409, headers: new Headers(), json: async () => missing });
  const missing = { error: "events_missing", sequences: [7] };
  await assert.rejects(courier.handIn(), /409/);
  assert.equal(server.bodies("submit").length, 1);
});

test("too fast: said in truth, kept here, and tried again when the server has said", async () => {
  const { server, time, courier } = await ready();
  server.faults = [[429, { error: "too_fast" }, { "Retry-After": "7" }]];
  courier.record(1, A, 0);
  await time.pass(0);
  assert.equal(courier.state, "busy");
  assert.equal(courier.stateOf(1), "local");
  await courier.beat(); // a sign of life is no reason to send before
  await time.pass(6900);
  assert.deepEqual(server.numbers, []);
  await time.pass(200);
  assert.deepEqual(server.numbers, [1]);
  assert.equal(courier.state, "online");
});

test("a budget that is used up: said so, nothing is thrown away", async () => {
  const { server, time, courier } = await ready();
  server.faults = [[429, { error: "budget_spent" }, { "Retry-After": "60" }]];
  courier.record(1, A, 0);
  await time.pass(0);
  assert.equal(courier.state, "full");
  assert.deepEqual([...courier.unsent], [1]);
  await time.pass(61000);
  assert.deepEqual(server.numbers, [1]);
});

test("thousands of changes: fifty requests at once, then four a second", async () => {
  const { server, time, courier } = await ready();
  server.faults = ["lost"];
  for (let seq = 1; seq <= 5400; seq += 1) courier.record(seq, A, 0);
  const settled = () => Array.from({ length: 60 }).reduce((before) => before.then(() => time.settle()), time.settle());
  await time.pass(2500);
  await settled();
  assert.equal(server.bodies("events").length, 1 + 50);
  await time.pass(1000);
  await settled();
  assert.equal(server.bodies("events").length, 1 + 54);
  assert.equal(server.numbers.length, 5400);
});

test("a page that lost the lease cannot hand in and becomes read-only", async () => {
  const { server, courier, heard } = await ready();
  server.holder = "another-page";
  await assert.rejects(courier.handIn(), ({ body }) => body.error === "lease_lost");
  assert.equal(courier.writes, false);
  assert.deepEqual(told(heard, "lease"), [false]);
});

test("a device that cannot keep anything says unsaved, never local", async () => {
  const { server, time, courier } = await ready(new Device(new Server(), "error"));
  server.faults = ["lost"];
  courier.record(1, A, 0);
  await time.pass(0);
  assert.equal(courier.durable, false);
  assert.equal(courier.stateOf(1), "unsaved");
  await time.pass(2500);
  assert.equal(courier.stateOf(1), "server");
});

test("a full disk does not stop the sending", async () => {
  const { device, server, time, courier } = await ready();
  device.storage.database.broken = "QuotaExceededError";
  courier.record(1, A, 300);
  await time.settle();
  assert.equal(courier.stateOf(1), "unsaved");
  await time.pass(300);
  assert.deepEqual(server.answers, { 1: ["A"] });
  assert.equal(courier.stateOf(1), "server");
});

test("its surface is closed: what is outside reads, hears and calls", async () => {
  const { courier } = await ready();
  const verbs = ["beat", "flush", "handIn", "hear", "record", "restore", "stateOf", "takeOver", "yieldTo"];
  const facts = ["all", "client", "durable", "late", "over", "pending", "state", "unsent", "waited", "writes"];
  const names = Object.getOwnPropertyNames(Courier.prototype).filter((name) => name !== "constructor");
  assert.deepEqual(names.sort(), [...verbs, ...facts].sort());
  assert.deepEqual(Object.keys(courier), []);
  facts.forEach((fact) => assert.throws(() => Object.assign(courier, { [fact]: true }), TypeError));
  courier.late.add(1);
  courier.pending.push({ item: 1 });
  assert.deepEqual([courier.late.size, courier.pending.length], [0, 0]);
});

// A small generator, so that every run plays the same faults.
function dice(seed) {
  let state = seed;
  return (sides) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * sides);
  };
}

test("whatever the network does, and however often the page is loaded: nothing is lost", async () => {
  const FAULTS = ["lost", "reply lost", 503, 502, undefined, undefined];
  for (let seed = 1; seed <= 60; seed += 1) {
    const roll = dice(seed);
    const device = new Device();
    const { server, time } = device;
    let { courier } = await device.load();
    const last = {};
    for (let step = 0; step < 12; step += 1) {
      server.faults = Array.from({ length: roll(4) }, () => FAULTS[roll(FAULTS.length)]);
      const item = 1 + roll(4);
      last[item] = ["ABCD"[roll(4)], String(step)];
      courier.record(item, { answer: last[item] }, roll(500));
      await time.pass(roll(3000));
      const held = new Set(server.log.map(([client, seq]) => `${client}/${seq}`));
      const kept = new Set(device.kept.map(({ client, seq }) => `${client}/${seq}`));
      courier.all.forEach(({ client, seq }) => assert.ok(held.has(`${client}/${seq}`) || kept.has(`${client}/${seq}`)));
      if (roll(5) === 0) {
        time.timers.clear();
        await time.settle();
        ({ courier } = await device.load());
      }
    }
    server.faults = [];
    await courier.flush();
    await courier.flush();
    assert.deepEqual(server.answers, last, `seed ${seed}`);
    assert.equal(new Set(server.log.map(([client, seq]) => `${client}/${seq}`)).size, server.log.length);
    assert.deepEqual(device.kept, [], `seed ${seed}`);
  }
});
