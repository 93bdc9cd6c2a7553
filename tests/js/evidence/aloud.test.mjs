import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { aloud } from "../../../evidence/static/evidence/js/aloud.js";
import { Element, lend } from "../page.mjs";

const LINES = [{ textContent: "第一条" }, { textContent: "第二条" }];
const ZH = { lang: "zh-CN" };
let spoken;
let leave;

beforeEach(() => {
  spoken = [];
  lend("SpeechSynthesisUtterance", class { constructor(words) { this.words = words; } });
  lend("addEventListener", (_name, work) => (leave = work));
});

function device(...voices) {
  lend("speechSynthesis", {
    getVoices: () => voices,
    speak: (utterance) => spoken.push(utterance),
    cancel: () => (spoken.length = 0),
  });
}

function button(options = {}) {
  const element = new Element({ hidden: true, dataset: { start: "朗读", stop: "停止朗读" }, textContent: "朗读" });
  aloud({ button: element, lines: () => LINES, ...options });
  return element;
}

test("each line is read once, by a Chinese voice", () => {
  device({ lang: "en-US" }, ZH);
  const speak = button({ rate: 0.85 });
  speak.fire("click");
  assert.deepEqual(spoken.map(({ words, voice, lang, rate }) => [words, voice, lang, rate]), [
    ["第一条", ZH, "zh-CN", 0.85],
    ["第二条", ZH, "zh-CN", 0.85],
  ]);
  assert.equal(speak.textContent, "停止朗读");
});

test("it is reading only once the device has begun", () => {
  device(ZH);
  let begun = 0;
  button({ begun: () => (begun += 1) }).fire("click");
  assert.equal(begun, 0);
  spoken[0].onstart();
  assert.equal(spoken[1].onstart, undefined);
  assert.equal(begun, 1);
});

test("a second press stops; the end of the text, too", () => {
  device(ZH);
  const speak = button();
  speak.fire("click");
  speak.fire("click");
  assert.deepEqual([spoken.length, speak.textContent], [0, "朗读"]);
  speak.fire("click");
  spoken.at(-1).onend();
  assert.equal(speak.textContent, "朗读");
  speak.fire("click");
  leave();
  assert.equal(spoken.length, 0);
});

test("without a Chinese voice the page says so and nothing is read", () => {
  device({ lang: "en-US" });
  const voiceless = new Element({ hidden: true });
  const speak = button({ voiceless });
  speak.fire("click");
  assert.deepEqual([voiceless.hidden, spoken.length, speak.textContent], [false, 0, "朗读"]);
});

test("where the device cannot speak the button is offered only with words for that", () => {
  lend("speechSynthesis", undefined);
  assert.equal(button().hidden, true);
  const voiceless = new Element({ hidden: true });
  const speak = button({ voiceless });
  assert.equal(speak.hidden, false);
  speak.fire("click");
  assert.equal(voiceless.hidden, false);
  leave();
});
