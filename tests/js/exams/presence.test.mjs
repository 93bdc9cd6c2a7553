// Signs of life, and the word among the tabs of one device.

import assert from "node:assert/strict";
import test from "node:test";

import { watch } from "../../../exams/static/exams/js/presence.js";
import { Timeline } from "../timeline.mjs";

function ready({ leaving = true, channel = true } = {}) {
  const time = new Timeline().install();
  time.now = 1000; // no page is left in its first millisecond
  const beats = [];
  const posted = [];
  let every;
  let turn;
  globalThis.setInterval = (work) => { every = work; };
  globalThis.document = { hidden: false, addEventListener: (_, work) => { turn = work; } };
  class Channel {
    constructor() {
      Channel.last = this;
    }

    postMessage(message) {
      posted.push(message);
    }
  }
  globalThis.BroadcastChannel = Channel;
  globalThis.window = channel ? { BroadcastChannel: Channel } : {};
  const courier = {
    client: "me",
    writes: true,
    heard: true,
    yielded: [],
    hear: (hearer) => { courier.hearer = hearer; },
    yieldTo: (client) => courier.yielded.push(client),
    beat: async (away) => {
      beats.push(away);
      return courier.heard;
    },
  };
  watch(courier, "att", leaving);
  const hide = (hidden) => {
    document.hidden = hidden;
    turn();
  };
  return { time, beats, posted, courier, hide, beat: () => every(), channel: () => Channel.last };
}

test("a page that is away does not beat; coming back it says for how long it was gone", async () => {
  const { time, beats, hide, beat } = ready();
  hide(true);
  await beat();
  assert.deepEqual(beats, []);
  await time.pass(35000);
  hide(false);
  assert.deepEqual(beats, [[35]]);
  await beat();
  assert.deepEqual(beats, [[35], []]);
});

test("a glance away is nothing", async () => {
  const { time, beats, hide } = ready();
  hide(true);
  await time.pass(1999);
  hide(false);
  assert.deepEqual(beats, [[]]);
});

test("where leaving is not recorded nothing is noted", async () => {
  const { time, beats, hide } = ready({ leaving: false });
  hide(true);
  await time.pass(60000);
  hide(false);
  assert.deepEqual(beats, [[]]);
});

test("what could not be said is said with the next beat", async () => {
  const { time, beats, courier, hide, beat } = ready();
  courier.heard = false;
  hide(true);
  await time.pass(5000);
  hide(false);
  await time.settle();
  courier.heard = true;
  await beat();
  await beat();
  assert.deepEqual(beats, [[5], [5], []]);
});

test("who writes says so to the other tabs, at the start and after a take-over", () => {
  const { posted, courier } = ready();
  courier.hearer.lease(false);
  courier.hearer.lease(true);
  assert.deepEqual(posted, ["me", "me"]);
});

test("another tab's word goes to the courier", () => {
  const { courier, channel } = ready();
  channel().onmessage({ data: "another" });
  assert.deepEqual(courier.yielded, ["another"]);
});

test("a browser without channels beats all the same", async () => {
  const { beats, courier, beat } = ready({ channel: false });
  courier.hearer.lease(true);
  await beat();
  assert.deepEqual(beats, [[]]);
});
