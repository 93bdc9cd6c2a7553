import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Draft, forget } from "../../../evidence/static/evidence/js/draft.js";
import { Element, Store, forbid, lend } from "../page.mjs";

const KEY = "pledge:7Q2K:0a1b";
const DRAWN = '{"width":1000,"height":600,"strokes":[[[1,1],[9,9]]]}';

beforeEach(() => lend("sessionStorage", new Store()));

// A page as it is loaded, with what the server put into it.
function page({ drawn = "", ticked = [], key = KEY, reading = null } = {}) {
  const boxes = ["1", "2"].map((value) => new Element({ value, checked: ticked.includes(value) }));
  const form = new Element(
    { dataset: { draft: key }, elements: { drawn: { value: drawn } } },
    { "[data-clause]": boxes },
  );
  const pad = { put: (strokes) => (form.elements.drawn.value = strokes) };
  new Draft(form, pad, reading).follow();
  return { form, ticks: () => boxes.map((box) => box.checked), boxes, drawn: () => form.elements.drawn.value };
}

function fill({ form, boxes }) {
  boxes[1].checked = true;
  form.elements.drawn.value = DRAWN;
  form.fire("change");
}

test("ticks and strokes survive a reload", () => {
  fill(page());
  const again = page();
  assert.deepEqual(again.ticks(), [false, true]);
  assert.equal(again.drawn(), DRAWN);
});

test("nothing else is kept, least of all a password", () => {
  const { form, boxes } = page();
  form.elements.password = { value: "secret" };
  fill({ form, boxes });
  assert.deepEqual(Object.keys(sessionStorage), [KEY]);
  assert.deepEqual(JSON.parse(sessionStorage.getItem(KEY)), { ticks: ["2"], drawn: DRAWN });
});

test("another text is another draft", () => {
  fill(page());
  const other = page({ key: "pledge:7Q2K:ffff" });
  assert.deepEqual([other.ticks(), other.drawn()], [[false, false], ""]);
});

test("what the server sent back is newer than the draft", () => {
  fill(page());
  const again = page({ drawn: "{}", ticked: ["1"] });
  assert.equal(again.drawn(), "{}");
  assert.deepEqual(again.ticks(), [true, true]);
});

test("how long it was read goes on after a reload", () => {
  const before = { kept: { reading: { seconds: [3], total: 3 }, large: true }, resume() {} };
  const { form } = page({ reading: before });
  form.fire("reading");
  let resumed;
  page({ reading: { kept: {}, resume: (draft) => (resumed = draft) } });
  assert.deepEqual(resumed.reading, { seconds: [3], total: 3 });
  assert.equal(resumed.large, true);
});

test("a store that is full, forbidden or broken changes nothing", () => {
  sessionStorage.setItem(KEY, "{");
  assert.equal(page().drawn(), "");
  sessionStorage.setItem = () => {
    throw new Error("full");
  };
  fill(page());
  forbid("sessionStorage");
  fill(page());
  forget("pledge:");
});

test("the receipt forgets drafts of its own kind", () => {
  fill(page());
  fill(page({ key: "declaration:0a1b" }));
  forget("pledge:");
  assert.deepEqual(Object.keys(sessionStorage), ["declaration:0a1b"]);
});
