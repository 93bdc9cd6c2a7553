import assert from "node:assert/strict";
import { test } from "node:test";
import { Pad } from "../../../evidence/static/evidence/js/signature.js";
import { signatureBox } from "../page.mjs";

function box(drawn) {
  const root = signatureBox(drawn);
  const pad = new Pad(root);
  const at = (x, y) => ({ pointerId: 1, pointerType: "touch", button: 0, clientX: 10 + x, clientY: 20 + y });
  const stroke = (...points) => {
    const [first, ...rest] = points;
    pad.canvas.fire("pointerdown", at(...first));
    for (const point of rest) pad.canvas.fire("pointermove", at(...point));
    pad.canvas.fire("pointerup", at(...points.at(-1)));
  };
  return { root, pad, at, stroke, sent: () => JSON.parse(pad.input.value) };
}

test("a stroke is sent on a canvas of 1000, whatever the screen", () => {
  const { stroke, sent } = box();
  stroke([30, 60], [150, 90], [300, 180]);
  assert.deepEqual(sent(), { width: 1000, height: 600, strokes: [[[100, 200], [500, 300], [1000, 600]]] });
});

test("an empty box sends nothing and says so", () => {
  const { pad } = box();
  assert.equal(pad.isEmpty, true);
  assert.equal(pad.input.value, "");
  assert.equal(pad.state.textContent, "尚未书写");
});

test("only shapes are kept: no time and no pressure", () => {
  const { pad, at, sent } = box();
  pad.canvas.fire("pointerdown", { ...at(30, 30), pressure: 0.7, tiltX: 5 });
  pad.canvas.fire("pointermove", { ...at(60, 60), pressure: 0.9 });
  pad.canvas.fire("pointerup", at(60, 60));
  assert.deepEqual(Object.keys(sent()), ["width", "height", "strokes"]);
  assert.ok(sent().strokes.flat().every((point) => point.length === 2));
});

test("ink outside the box is at its edge, points on top of each other are one", () => {
  const { stroke, sent } = box();
  stroke([30, 30], [30.5, 30.5], [-50, 900]);
  assert.deepEqual(sent().strokes, [[[100, 100], [0, 600]]]);
});

test("a second finger and the other mouse buttons do not draw", () => {
  const { pad, at, sent } = box();
  pad.canvas.fire("pointerdown", { ...at(1, 1), pointerType: "mouse", button: 2 });
  assert.equal(pad.isEmpty, true);
  pad.canvas.fire("pointerdown", at(30, 30));
  pad.canvas.fire("pointerdown", { ...at(99, 99), pointerId: 2 });
  pad.canvas.fire("pointermove", { ...at(120, 120), pointerId: 2 });
  pad.canvas.fire("pointerup", { ...at(120, 120), pointerId: 2 });
  assert.equal(pad.input.value, "");
  pad.canvas.fire("pointermove", at(60, 30));
  pad.canvas.fire("pointercancel", at(60, 30));
  assert.deepEqual(sent().strokes, [[[100, 100], [200, 100]]]);
});

test("coalesced points are all taken", () => {
  const { pad, at, sent } = box();
  pad.canvas.fire("pointerdown", at(0, 0));
  pad.canvas.fire("pointermove", { ...at(90, 90), getCoalescedEvents: () => [at(30, 30), at(90, 90)] });
  pad.canvas.fire("pointerup", at(90, 90));
  assert.deepEqual(sent().strokes, [[[0, 0], [100, 100], [300, 300]]]);
});

test("undo takes the last stroke off, clear all of them; each says it changed", () => {
  const { root, pad, stroke, sent } = box();
  let changes = 0;
  pad.input.addEventListener("change", () => (changes += 1));
  stroke([0, 0], [30, 30]);
  stroke([60, 60], [90, 90]);
  assert.equal(pad.state.textContent, "笔画： 2");
  root.querySelector("[data-pad-undo]").fire("click");
  assert.deepEqual(sent().strokes, [[[0, 0], [100, 100]]]);
  root.querySelector("[data-pad-clear]").fire("click");
  assert.equal(pad.input.value, "");
  assert.equal(changes, 4);
});

test("what the page came back with is in the box, and a new stroke is added to it", () => {
  const { pad, stroke, sent } = box('{"width":1000,"height":600,"strokes":[[[100,100],[200,200]]]}');
  assert.equal(pad.state.textContent, "笔画： 1");
  stroke([150, 90], [300, 90]);
  assert.deepEqual(sent().strokes, [[[100, 100], [200, 200]], [[500, 300], [1000, 300]]]);
});

test("a draft is put in as it was drawn; what is no drawing is an empty box", () => {
  const { pad } = box();
  const drawn = '{"width":1000,"height":600,"strokes":[[[100,100],[200,200]]]}';
  pad.put(drawn);
  assert.equal(pad.input.value, drawn);
  assert.equal(pad.strokes.length, 1);
  assert.equal(box("{").pad.isEmpty, true);
});

test("a box in a hidden step is fitted when it is shown", () => {
  const { pad } = box();
  assert.deepEqual([pad.canvas.width, pad.canvas.height], [300, 180]);
  pad.canvas.clientWidth = 0;
  pad.fit();
  assert.equal(pad.canvas.width, 300);
  pad.canvas.clientWidth = 200;
  pad.fit();
  assert.deepEqual([pad.canvas.width, pad.canvas.height], [200, 120]);
});
