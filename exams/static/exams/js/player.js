// The exam page: one item at a time, all of them loaded at the start. Here its parts are put
// together; each of them stands in a file of its own.

import { offerFile } from "./answerfile.js";
import { Clock, words as clockWords } from "./clock.js";
import { Courier } from "./courier.js";
import { offerTakeOver } from "./elsewhere.js";
import { HandIn } from "./handin.js";
import { openOutbox } from "./outbox.js";
import { Overview } from "./overview.js";
import { listenToThePhone } from "./phone.js";
import { watch } from "./presence.js";
import { watchSession } from "./session.js";
import { Sheet } from "./sheet.js";
import { Stage } from "./stage.js";
import { drawSync } from "./syncline.js";
import { chooseTextSize } from "./textsize.js";
import { Warnings } from "./warnings.js";
import { Wire } from "./wire.js";
import { finder, sayer } from "./words.js";

const REPLAY_PATIENCE = 4000;

const config = JSON.parse(document.getElementById("exam").textContent);
const root = document.querySelector("[data-player]");
const find = finder(root);
const say = sayer(config.words);
const clock = new Clock(config.now, config.deadline); // at once: the page has just arrived

// The page around one courier.
class Player {
  constructor(courier) {
    this.courier = courier;
    this.warnings = new Warnings(find("warning"), find("announce"), clock.left);
    this.sheet = new Sheet(find("items"), find, say, courier);
    this.stage = new Stage(find, say, this.sheet);
    this.overview = new Overview(root, find, say, this.sheet, () => this.stage.current);
    this.lookAtFile = offerFile(find("rescue"), config, courier);
    this.parts = { line: find("submit-state"), submit: find("submit"), back: find("back") };
    this.handIn = new HandIn({ courier, clock, say, parts: this.parts, page: this });
    courier.hear(this.hearing());
    offerTakeOver(find, say, courier, () => this.stage.back());
  }

  // Nothing can be answered: it is being handed in, or the attempt is over.
  get ended() {
    return this.handIn.underWay || this.courier.over;
  }

  lock() {
    this.sheet.lock(this.ended || !this.courier.writes);
  }

  // --- What handing in does with the page

  toReview() {
    this.sheet.recordTyping(null);
    this.lock();
    this.stage.open("review", this.overview);
  }

  toItems() {
    this.lock();
    this.stage.back();
  }

  leave() {
    location.assign(config.receipt);
  }

  // --- Drawing

  drawLine() {
    drawSync(find("sync"), say, this.courier);
    this.lookAtFile(this.ended);
  }

  drawAll() {
    this.sheet.drawAll();
    this.overview.draw();
    this.drawLine();
  }

  // --- What the courier tells

  hearing() {
    return {
      item: (item) => {
        this.sheet.drawState(item);
        this.overview.draw();
        this.drawLine();
      },
      state: (state) => {
        if (state === "over" && !this.courier.unsent.size) this.leave();
        this.drawLine();
      },
      over: () => {
        this.lock();
        this.drawAll();
      },
      lease: (writes) => {
        this.lock();
        this.parts.submit.disabled = !writes;
        this.drawAll();
      },
      present: (answer) => {
        this.sheet.replace(answer);
        this.drawAll();
      },
      clock: (answer) => this.setClock(answer),
    };
  }

  setClock(answer) {
    const before = clock.deadline;
    clock.set(answer);
    if (answer.deadline <= before + 1000) return;
    this.warnings.show(say("extended", { n: Math.round((answer.deadline - before) / 60000) }));
  }

  tick() {
    const { left } = clock;
    find("clock").textContent = clockWords(left);
    find("clock").dataset.soon = left < 300000;
    this.warnings.look(left, (n) => say("left", { n }));
    this.lookAtFile(this.ended);
    if (left <= 0 && !this.ended && this.courier.writes) {
      find("announce").textContent = say("timeup");
      this.handIn.byClock();
    }
  }

  // --- What the candidate does

  next() {
    if (this.stage.current === this.sheet.total) this.stage.open("overview", this.overview);
    else this.stage.show(this.stage.current + 1);
  }

  back() {
    if (this.handIn.underWay && !this.courier.over) this.handIn.goOn();
    else this.stage.back();
  }

  listen() {
    const press = (name, act) => find(name).addEventListener("click", act);
    this.sheet.listen();
    this.overview.listen((item) => this.stage.show(item));
    press("previous", () => this.stage.show(this.stage.current - 1));
    press("next", () => this.next());
    press("overview", () => this.stage.open("overview", this.overview));
    press("close", () => this.stage.back());
    press("review", () => this.stage.open("review", this.overview));
    press("submit", () => this.handIn.byCandidate());
    press("back", () => this.back());
    window.addEventListener("keydown", (event) => this.stage.onKey(event));
    listenToThePhone({ courier: this.courier, clock, sheet: this.sheet });
  }
}

async function start() {
  const courier = new Courier(config, await openOutbox(), new Wire(config.token));
  const player = new Player(courier);
  const { sheet } = player;
  chooseTextSize(find("sizes"));
  sheet.adopt(config);
  sheet.overlay(await courier.restore());
  // Replay first, then draw: the server's answer says what is really there.
  await Promise.race([courier.flush(), new Promise((resolve) => setTimeout(resolve, REPLAY_PATIENCE))]);
  player.drawAll();
  player.listen();
  root.hidden = false;
  player.stage.show(sheet.items.find((item) => !sheet.isAnswered(item)) || 1, false);
  player.tick();
  setInterval(() => player.tick(), 1000);
  watch(courier, config.attempt, config.leaving);
  watchSession(config, document.querySelector("[data-session]"));
}

start();
