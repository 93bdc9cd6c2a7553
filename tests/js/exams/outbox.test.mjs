// The outbox: what it says it has kept is on the device's disk.

import assert from "node:assert/strict";
import test from "node:test";

import { openOutbox } from "../../../exams/static/exams/js/outbox.js";
import { fakeIndexedDB } from "../indexeddb.mjs";

const row = (seq, more = {}) => ({ attempt: "a", client: "c", seq, item: seq, answer: ["B"], ...more });

async function opened(fate) {
  const storage = fakeIndexedDB(fate);
  globalThis.indexedDB = storage;
  return { store: await openOutbox(), database: storage.database };
}

test("what was put is there for a page that opens it again", async () => {
  const { store } = await opened();
  await store.put(row(1));
  await store.put(row(2));
  const again = await openOutbox();
  assert.deepEqual(await again.all("a"), [row(1), row(2)]);
});

test("put resolves only after the commit, not with the request", async () => {
  const { store, database } = await opened();
  const before = database.commits;
  const put = store.put(row(1));
  let resolved = false;
  put.then(() => {
    resolved = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(resolved, false);
  assert.equal(database.rows.size, 0);
  await put;
  assert.equal(database.commits, before + 1);
  assert.equal(database.rows.size, 1);
});

test("a transaction that is not committed is a refusal", async () => {
  const { store, database } = await opened();
  database.broken = "the disk is full";
  await assert.rejects(store.put(row(1)), /the disk is full/);
  assert.equal(database.rows.size, 0);
});

test("every write asks for strict durability", async () => {
  const { store, database } = await opened();
  await store.put(row(1));
  await store.remove([row(1)]);
  assert.deepEqual(new Set(database.durability), new Set(["strict"]));
});

test("the same number overwrites, other loads and attempts stay apart", async () => {
  const { store, database } = await opened();
  await store.put(row(1));
  await store.put(row(1, { answer: ["C"] }));
  await store.put(row(1, { client: "d" }));
  await store.put(row(1, { attempt: "b" }));
  assert.deepEqual(database.store.keyPath, ["attempt", "client", "seq"]);
  assert.deepEqual(await store.all("a"), [row(1, { answer: ["C"] }), row(1, { client: "d" })]);
});

test("remove takes out exactly what it names", async () => {
  const { store } = await opened();
  for (const seq of [1, 2, 3]) await store.put(row(seq));
  await store.remove([row(1), row(3)]);
  assert.deepEqual(await store.all("a"), [row(2)]);
});

for (const fate of ["error", "blocked"]) {
  test(`without storage (${fate}) nothing is called kept`, async () => {
    const { store } = await opened(fate);
    assert.equal(store.durable, false);
    await store.put(row(1));
    await store.remove([row(1)]);
    assert.deepEqual(await store.all("a"), []);
  });
}

test("storage that opens and then fails is no storage", async () => {
  const storage = fakeIndexedDB();
  storage.database.broken = "corrupt";
  globalThis.indexedDB = storage;
  assert.equal((await openOutbox()).durable, false);
});

test("a device's storage is called durable", async () => {
  assert.equal((await opened()).store.durable, true);
});
