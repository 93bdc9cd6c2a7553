// The exam page: one item at a time, all of them loaded at the start.

import { offerFile } from "./answerfile.js";
import { Clock, words as clockWords } from "./clock.js";
import { Courier } from "./courier.js";
import { openOutbox } from "./outbox.js";
import { watch } from "./presence.js";
import { watchSession } from "./session.js";
import { chooseTextSize } from "./textsize.js";
import { Warnings } from "./warnings.js";

const config = JSON.parse(document.getElementById("exam").textContent);
const say = (name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.split(`{${key}}`).join(value), config.words[name]);
const root = document.querySelector("[data-player]");
const one = (name, from = root) => from.querySelector(`[data-${name}]`);
const sections = [...root.querySelectorAll("[data-item]")];
const total = sections.length;
const CHOICE_DELAY = 300;
const TEXT_DELAY = 900;
const REPLAY_PATIENCE = 4000;

const answers = new Map(); // item → list of strings, as last recorded
const flags = new Set();
const typing = new Map(); // item → timer of text not yet recorded
let current = 1;
let filter = "all";
let ended = false;
let presses = 0; // of the button that hands in; going back to the items counts as one, too
let readOnly = false;
let courier;
let claim = () => {};
let lookAtFile = () => {};
const clock = new Clock(config.now, config.deadline);
const warnings = new Warnings(one("warning"), one("announce"), clock.left);

const sectionOf = (item) => sections[item - 1];
const isAnswered = (item) => (answers.get(item) || []).some((part) => part.trim() !== "");
// What no database can keep as text: NUL, and halves of characters that some keyboards leave.
const broken = (char) => char === "\0" || (char.length === 1 && char >= "\ud800" && char <= "\udfff");
const clean = (text) => Array.from(text).filter((char) => !broken(char)).join("");

// --- Reading and drawing an item

function read(section) {
  const texts = section.querySelectorAll("textarea, input[type=text]");
  if (texts.length) return Array.from(texts, (input) => clean(input.value));
  return Array.from(section.querySelectorAll("input:checked"), (input) => input.value);
}

function draw(item) {
  const section = sectionOf(item);
  const value = answers.get(item) || [];
  section.querySelectorAll("textarea, input[type=text]").forEach((input, index) => {
    if (input.value !== (value[index] || "")) input.value = value[index] || "";
  });
  section.querySelectorAll("input[type=radio], input[type=checkbox]").forEach((input) => {
    input.checked = value.includes(input.value);
  });
}

function drawState(item) {
  const section = sectionOf(item);
  const mark = one("save-state", section);
  const state = saveState(item);
  mark.dataset.state = state;
  if (mark.textContent !== say(state)) mark.textContent = say(state);
  const flag = one("flag", section);
  flag.setAttribute("aria-pressed", String(flags.has(item)));
  one("flag-words", section).textContent = say(flags.has(item) ? "unflag" : "flag");
}

function saveState(item) {
  if (typing.has(item)) return "saving";
  const state = courier.stateOf(item);
  return state === "server" && !isAnswered(item) && !flags.has(item) ? "none" : state;
}

// --- Recording changes

function record(item, delay = CHOICE_DELAY) {
  clearTimeout(typing.get(item));
  typing.delete(item);
  const value = read(sectionOf(item));
  if (JSON.stringify(value) === JSON.stringify(answers.get(item) || [])) {
    drawState(item);
    return;
  }
  answers.set(item, value);
  courier.record(item, { answer: value }, delay);
  drawCounts();
}

function recordTyping(delay) {
  [...typing.keys()].forEach((item) => record(item, delay));
}

function onInput(event) {
  if (ended || readOnly) return;
  const item = Number(event.target.closest("[data-item]").dataset.item);
  if (event.target.matches("textarea, input[type=text]")) {
    clearTimeout(typing.get(item));
    typing.set(item, setTimeout(() => record(item), TEXT_DELAY));
    drawState(item);
  } else {
    record(item);
  }
}

function toggleFlag(item) {
  if (ended || readOnly) return;
  const flag = !flags.has(item);
  if (flag) flags.add(item);
  else flags.delete(item);
  courier.record(item, { flag }, CHOICE_DELAY);
  drawCounts();
}

// --- Moving about

function show(item, focus = true) {
  recordTyping(CHOICE_DELAY);
  current = Math.min(Math.max(item, 1), total);
  sections.forEach((section, index) => {
    section.hidden = index + 1 !== current;
  });
  panel(null);
  one("place").textContent = say("item", { n: current, m: total });
  one("previous").disabled = current === 1;
  one("next-words").textContent = say(current === total ? "to_overview" : "next");
  drawState(current);
  window.scrollTo(0, 0);
  if (focus) sectionOf(current).querySelector(".item__stem").focus({ preventScroll: true });
}

// Shows one of the two panels instead of the item; null goes back to the item.
function panel(name) {
  const overview = one("overview-panel");
  const review = one("review-panel");
  overview.hidden = name !== "overview";
  review.hidden = name !== "review";
  one("items").hidden = name !== null;
  one("moves").hidden = name !== null;
  one("overview").setAttribute("aria-expanded", String(name === "overview"));
  if (name === null) return;
  recordTyping(CHOICE_DELAY);
  drawCounts();
  window.scrollTo(0, 0);
  (name === "overview" ? overview : review).querySelector("h2").focus({ preventScroll: true });
}

const TESTS = {
  all: () => true,
  unanswered: (item) => !isAnswered(item),
  flagged: (item) => flags.has(item),
  unsent: (item) => courier.unsent.has(item) || typing.has(item),
};

function drawCounts() {
  const counts = { answered: sections.filter((_, index) => isAnswered(index + 1)).length };
  counts.unanswered = total - counts.answered;
  counts.flagged = flags.size;
  counts.unsent = sections.filter((_, index) => TESTS.unsent(index + 1)).length;
  one("counts").textContent = say("counts", counts);
  Object.entries(counts).forEach(([name, value]) => {
    const mark = root.querySelector(`[data-n=${name}]`);
    mark.textContent = value;
    mark.dataset.some = value > 0;
  });
  if (!one("overview-panel").hidden) drawGrid();
}

function drawGrid() {
  const wanted = sections.map((_, index) => index + 1).filter(TESTS[filter]);
  one("grid").replaceChildren(...wanted.map(tile));
  one("grid-empty").hidden = wanted.length > 0;
  one("grid-empty").textContent = say("none_match");
  root.querySelectorAll("[data-filter]").forEach((button) => {
    const chosen = button.dataset.filter === filter;
    button.setAttribute("aria-pressed", String(chosen));
    button.classList.toggle("button--quiet", !chosen);
  });
}

function tile(item) {
  const marks = [say(isAnswered(item) ? "answered" : "unanswered")];
  if (flags.has(item)) marks.push(say("flagged"));
  if (TESTS.unsent(item)) marks.push(say("unsent"));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tile";
  button.textContent = item;
  button.dataset.answered = isAnswered(item);
  button.dataset.flagged = flags.has(item);
  button.dataset.unsent = TESTS.unsent(item);
  button.setAttribute("aria-label", `${say("item", { n: item, m: total })}: ${marks.join(", ")}`);
  if (item === current) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => show(item));
  const row = document.createElement("li");
  row.append(button);
  return row;
}

// --- What the courier tells

function drawSync() {
  const line = one("sync");
  const n = courier.unsent.size;
  let state = courier.state;
  if (state === "online" && n) state = "waiting";
  if (state === "over" && !n) state = "online";
  const late = courier.late.size;
  if (late && !n) state = "late";
  line.dataset.state = state;
  let text = say(state === "late" ? "late_items" : state, { n: state === "late" ? late : n });
  if (!courier.store.durable && n) text = `${text} ${say("memory")}`;
  if (line.textContent !== text) line.textContent = text;
  lookAtFile(ended);
}

const HEAR = {
  item(item) {
    drawState(item);
    drawCounts();
    drawSync();
  },
  state(state) {
    if (state === "over" && !courier.unsent.size) location.assign(config.receipt);
    drawSync();
  },
  over() {
    lock();
    finish();
    drawAll();
  },
  lease(writes) {
    readOnly = !writes;
    lock();
    one("elsewhere").hidden = writes;
    one("submit").disabled = readOnly;
    if (writes) claim();
    else one("elsewhere").querySelector("h2").focus();
    one("announce").textContent = writes ? "" : say("elsewhere");
    drawAll();
  },
  clock(answer) {
    const before = clock.deadline;
    clock.set(answer);
    if (answer.deadline > before + 1000) {
      warnings.show(say("extended", { n: Math.round((answer.deadline - before) / 60000) }));
    }
  },
  present(answer) {
    answers.clear();
    flags.clear();
    adopt(answer);
    overlay(courier.pending);
    drawAll();
  },
};

function adopt({ answers: given, flags: flagged }) {
  Object.entries(given).forEach(([item, value]) => answers.set(Number(item), value));
  flagged.forEach((item) => flags.add(item));
}

function overlay(rows) {
  rows.forEach(({ item, answer, flag }) => {
    if (answer !== undefined) answers.set(item, answer);
    else if (flag) flags.add(item);
    else flags.delete(item);
  });
}

function drawAll() {
  sections.forEach((_, index) => {
    const item = index + 1;
    if (!typing.has(item)) draw(item);
    drawState(item);
  });
  drawCounts();
  drawSync();
}

// --- Time and handing in

function tick() {
  const { left } = clock;
  one("clock").textContent = clockWords(left);
  one("clock").dataset.soon = left < 300000;
  warnings.look(left, (n) => say("left", { n }));
  lookAtFile(ended);
  if (left <= 0 && !ended && !readOnly) {
    one("announce").textContent = say("timeup");
    handIn(say("timeup"), true);
  }
}

function lock() {
  root.querySelectorAll("[data-items] input, [data-items] textarea, [data-flag]").forEach((input) => {
    input.disabled = ended || readOnly;
  });
}

function finish() {
  ended = true;
  lock();
}

// Back to the items: there is more time, another page has taken over, or nothing could be sent.
function goOn() {
  presses += 1;
  ended = false;
  lock();
  one("submit").disabled = readOnly;
  one("back").hidden = false;
  one("submit-state").hidden = true;
  show(current);
}

// Whether time was given while this page could not hear of it. Throws while nobody answers: what
// was not asked must not be taken for a no, or the network's return would hand in at once.
async function extended() {
  if (!(await courier.beat()) && !courier.over) {
    await courier.flush();
    if (!courier.over) throw new Error("unheard");
  }
  return !courier.over && clock.left > 1000;
}

async function handIn(text = say("sending"), byTime = false) {
  const line = one("submit-state");
  presses += 1;
  const mine = presses;
  recordTyping(null);
  finish();
  panel("review");
  one("submit").disabled = true;
  one("back").hidden = true;
  line.hidden = false;
  line.textContent = text;
  for (let wait = 1000; ; wait = Math.min(wait * 1.6, 15000)) {
    try {
      if (byTime && (await extended())) {
        goOn();
        return;
      }
      await courier.handIn();
      break;
    } catch (fault) {
      if (fault.status === 410) break;
      if (fault.body && fault.body.error === "lease_lost") {
        courier.lose();
        goOn();
        return;
      }
      if (mine !== presses) return;
      const again = byTime ? "resend" : "resend_early";
      line.textContent = say(courier.state === "refused" ? "refused" : again);
      one("back").hidden = byTime;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (mine !== presses) return;
    line.textContent = text;
  }
  location.assign(config.receipt);
}

// --- Start

function listen() {
  const items = one("items");
  items.addEventListener("input", onInput);
  items.addEventListener("focusout", () => recordTyping(CHOICE_DELAY));
  items.addEventListener("submit", (event) => event.preventDefault());
  items.addEventListener("click", (event) => {
    const flag = event.target.closest("[data-flag]");
    if (flag) toggleFlag(Number(flag.closest("[data-item]").dataset.item));
  });
  one("previous").addEventListener("click", () => show(current - 1));
  one("next").addEventListener("click", () => (current === total ? panel("overview") : show(current + 1)));
  one("overview").addEventListener("click", () => panel("overview"));
  one("close").addEventListener("click", () => show(current));
  one("back").addEventListener("click", () => (ended && !courier.over ? goOn() : show(current)));
  one("review").addEventListener("click", () => panel("review"));
  one("submit").addEventListener("click", () => handIn());
  one("takeover").addEventListener("click", takeOver);
  one("filters").addEventListener("click", (event) => {
    if (!event.target.dataset.filter) return;
    filter = event.target.dataset.filter;
    drawGrid();
  });
}

function listenToThePhone() {
  const leave = () => {
    recordTyping(null);
    if (courier.pending.length) courier.flush(true);
  };
  const wake = () => {
    clock.distrust();
    courier.flush();
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : wake()));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  window.addEventListener("online", () => courier.flush());
  window.addEventListener("keydown", onKey);
  window.addEventListener("beforeunload", (event) => {
    if (courier.unsent.size && !courier.store.durable) event.preventDefault();
  });
}

// Page down at the end of an item leads to the next one, page up at its top to the one before.
// No single letters: they would be pressed by accident, and by people who speak to their phone.
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], textarea")) return;
  if (one("items").hidden) return;
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  if (event.key === "PageDown" && scrollTop + clientHeight >= scrollHeight - 2) show(current + 1);
  else if (event.key === "PageUp" && scrollTop <= 2) show(current - 1);
  else return;
  event.preventDefault();
}

async function takeOver() {
  one("takeover").disabled = true;
  one("takeover-state").textContent = say("sending_takeover");
  try {
    await courier.takeOver();
    one("takeover-state").textContent = "";
    show(current);
  } catch {
    one("takeover-state").textContent = say("takeover_offline");
  }
  one("takeover").disabled = false;
}

async function start() {
  courier = new Courier(config, await openOutbox(), (name, detail) => HEAR[name](detail));
  lookAtFile = offerFile(one("rescue"), config, courier);
  chooseTextSize(one("sizes"));
  adopt(config);
  overlay(await courier.restore());
  // Replay first, then draw: the server's answer says what is really there.
  await Promise.race([courier.flush(), new Promise((resolve) => setTimeout(resolve, REPLAY_PATIENCE))]);
  drawAll();
  listen();
  listenToThePhone();
  root.hidden = false;
  show(sections.findIndex((_, index) => !isAnswered(index + 1)) + 1 || 1, false);
  tick();
  setInterval(tick, 1000);
  claim = watch(courier, config.attempt, config.leaving);
  if (courier.writes) claim();
  watchSession(config, document.querySelector("[data-session]"));
}

start();
