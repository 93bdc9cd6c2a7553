// One thing is in front at a time.

import assert from "node:assert/strict";
import test from "node:test";

import { makeParts } from "./paper.mjs";

const shown = ({ sheet }) => sheet.items.filter((item) => !sheet.section(item).hidden);

test("one item is shown, and its place is said", () => {
  const parts = makeParts();
  parts.stage.show(2);
  assert.deepEqual(shown(parts), [2]);
  assert.equal(parts.find("place").textContent, "item 2 3");
  assert.equal(parts.find("previous").disabled, false);
  assert.equal(parts.find("next-words").textContent, "next");
  assert.equal(document.activeElement, parts.sheet.section(2).querySelector(".item__stem"));
});

for (const [asked, item, previous, next] of [
  [0, 1, true, "next"],
  [9, 3, false, "to_overview"],
]) {
  test(`there is nothing beyond the ends: ${asked}`, () => {
    const parts = makeParts();
    parts.stage.show(asked);
    assert.deepEqual(shown(parts), [item]);
    assert.equal(parts.find("previous").disabled, previous);
    assert.equal(parts.find("next-words").textContent, next);
  });
}

for (const name of ["overview", "review"]) {
  test(`${name} stands instead of the items, and the way back is the same item`, () => {
    const parts = makeParts();
    const other = name === "overview" ? "review" : "overview";
    parts.stage.show(2);
    parts.stage.open(name, parts.overview);
    assert.deepEqual(
      ["items", "moves", `${name}-panel`, `${other}-panel`].map((one) => parts.find(one).hidden),
      [true, true, false, true]
    );
    assert.equal(parts.find("overview").getAttribute("aria-expanded"), String(name === "overview"));
    assert.equal(document.activeElement.tag, "h2");
    parts.stage.back();
    assert.equal(parts.find("items").hidden, false);
    assert.deepEqual(shown(parts), [2]);
  });
}

test("text that is still being typed is recorded before it goes out of sight", () => {
  const parts = makeParts();
  parts.sheet.listen();
  const [text] = parts.sheet.section(3).querySelectorAll("textarea");
  text.value = "半句";
  text.fire("input");
  parts.stage.show(1);
  assert.deepEqual(parts.courier.recorded, [[3, { answer: ["半句"] }, 300]]);
});

for (const [key, more, item] of [
  ["PageDown", {}, 3],
  ["PageUp", {}, 1],
  ["PageDown", { ctrlKey: true }, 2],
  ["PageDown", { writing: true }, 2],
  ["n", {}, 2],
]) {
  test(`${key} ${JSON.stringify(more)} leads to ${item}`, () => {
    const parts = makeParts();
    parts.stage.show(2);
    const target = { matches: () => Boolean(more.writing) };
    let prevented = 0;
    parts.stage.onKey({ key, target, ...more, preventDefault: () => { prevented += 1; } });
    assert.deepEqual(shown(parts), [item]);
    assert.equal(prevented, item === 2 ? 0 : 1);
  });
}

test("page keys move nothing while a panel is open", () => {
  const parts = makeParts();
  parts.stage.show(2);
  parts.stage.open("overview", parts.overview);
  parts.stage.onKey({ key: "PageDown", target: { matches: () => false }, preventDefault() {} });
  assert.equal(parts.stage.current, 2);
});
