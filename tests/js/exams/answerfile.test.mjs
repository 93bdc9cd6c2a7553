// The answer file: sealed for one attempt, and everything in it.

import assert from "node:assert/strict";
import test from "node:test";

import { offerFile, seal } from "../../../exams/static/exams/js/answerfile.js";

const KEY = Buffer.alloc(32, 7);
const CONFIG = { attempt: "att", file_key: KEY.toString("base64"), words: {} };

async function opened(text, attempt = "att") {
  const file = JSON.parse(text);
  const key = await crypto.subtle.importKey("raw", KEY, "AES-GCM", false, ["decrypt"]);
  const bound = {
    name: "AES-GCM",
    iv: Buffer.from(file.nonce, "base64"),
    additionalData: new TextEncoder().encode(`jiangtang-answers-1:${attempt}`),
  };
  const bytes = await crypto.subtle.decrypt(bound, key, Buffer.from(file.data, "base64"));
  return JSON.parse(new TextDecoder().decode(bytes));
}

const row = (seq, more) => ({ attempt: "att", client: "c", seq, item: seq, made: 1, stored: true, since: 2, ...more });

test("it holds every change and nothing else", async () => {
  const text = await seal(CONFIG, [row(1, { answer: ["托底线"] }), row(2, { flag: true })]);
  const { format, attempt } = JSON.parse(text);
  assert.deepEqual([format, attempt], ["jiangtang-answers-1", "att"]);
  assert.ok(!text.includes("托底线"));
  assert.deepEqual(await opened(text), {
    events: [
      { client: "c", seq: 1, item: 1, answer: ["托底线"] },
      { client: "c", seq: 2, item: 2, flag: true },
    ],
  });
});

test("it opens for this attempt alone", async () => {
  const text = await seal(CONFIG, [row(1, { answer: ["A"] })]);
  await assert.rejects(opened(text, "other"));
});

test("two files of the same answers are not alike", async () => {
  const rows = [row(1, { answer: ["A"] })];
  assert.notEqual(await seal(CONFIG, rows), await seal(CONFIG, rows));
});

test("far too much becomes the last word about each item, flags apart", async () => {
  const rows = Array.from({ length: 20001 }, (_, index) => row(index + 1, { item: 1, answer: [String(index)] }));
  rows.push(row(20002, { item: 1, flag: true }));
  const { events } = await opened(await seal(CONFIG, rows));
  assert.deepEqual(events.map(({ seq }) => seq), [20001, 20002]);
});

function offered() {
  globalThis.window = { isSecureContext: true, crypto };
  const part = { addEventListener() {} };
  const panel = { hidden: true, open: false, querySelector: () => part };
  const courier = { waited: 0, unsent: new Set(), state: "online" };
  return { panel, courier, look: offerFile(panel, CONFIG, courier) };
}

for (const [why, courier, ended, shown, open] of [
  ["nothing waits", { waited: 90000 }, false, false, false],
  ["it has not waited long", { waited: 60000, unsent: new Set([1]), state: "offline" }, false, false, false],
  ["it has waited for a minute", { waited: 60001, unsent: new Set([1]) }, false, true, false],
  ["the time has ended without network", { waited: 1, unsent: new Set([1]), state: "offline" }, true, true, true],
  ["the time has ended, refused", { waited: 1, unsent: new Set([1]), state: "refused" }, true, true, true],
  ["the time has ended, under way", { waited: 1, unsent: new Set([1]), state: "over" }, true, false, false],
]) {
  test(`${why}: ${shown ? "offered" : "not offered"}`, () => {
    const { panel, courier: stub, look } = offered();
    Object.assign(stub, courier);
    look(ended);
    assert.deepEqual([!panel.hidden, panel.open], [shown, open]);
  });
}
