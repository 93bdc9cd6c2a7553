import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Reading } from "../../../evidence/static/evidence/js/reading.js";
import { Element, lend } from "../page.mjs";

let tick;
let look;

beforeEach(() => {
  lend("document", { visibilityState: "visible" });
  lend("setInterval", (work) => (tick = work));
  lend("addEventListener", () => {});
  lend("speechSynthesis", undefined);
  lend("IntersectionObserver", class {
    constructor(work) {
      look = work;
    }
    observe() {}
  });
});

function page() {
  const sections = [new Element(), new Element()];
  const classes = new Set();
  const toggle = (name, on) => classes[on ? "add" : "delete"](name);
  const text = new Element({ classList: { toggle } }, { "[data-section]": sections, p: [] });
  const larger = new Element();
  const elements = { reading: { value: "" }, large: { value: "" }, aloud: { value: "" } };
  const form = new Element({ elements }, {
    "[data-text]": text,
    "[data-larger]": larger,
    "[data-speak]": new Element(),
    "[data-no-voice]": new Element({ hidden: true }),
    "[data-reading-tools]": new Element({ hidden: true }),
  });
  const reading = new Reading(form);
  const see = (place, on = true) => look([{ target: sections[place], isIntersecting: on }]);
  return { reading, form, elements, larger, classes, see, sent: () => JSON.parse(elements.reading.value) };
}

test("whole seconds of each section that is on the screen", () => {
  const { see, sent } = page();
  see(0);
  tick();
  see(1);
  tick();
  see(0, false);
  tick();
  assert.deepEqual(sent(), { seconds: [2, 2], total: 3 });
});

test("nothing is counted while nobody can see the page", () => {
  const { elements, see } = page();
  tick();
  see(0);
  document.visibilityState = "hidden";
  tick();
  assert.equal(elements.reading.value, "");
});

test("a reload goes on counting; the times of another text do not count", () => {
  const { reading, see, sent } = page();
  reading.resume({ reading: { seconds: [5, 6], total: 9 }, large: false });
  see(1);
  tick();
  assert.deepEqual(sent(), { seconds: [5, 7], total: 10 });
  const other = page();
  other.reading.resume({ reading: { seconds: [5], total: 5 } });
  assert.equal(other.elements.reading.value, "");
});

test("large type is shown, sent and kept", () => {
  const { reading, larger, elements, classes } = page();
  larger.fire("click");
  assert.deepEqual([elements.large.value, [...classes]], ["True", ["pledge-text--large"]]);
  assert.equal(reading.kept.large, true);
  larger.fire("click");
  assert.deepEqual([elements.large.value, [...classes]], ["", []]);
});
