// Carries answers to the server. A change is first written to the outbox, then sent, and taken
// out of the outbox only after the server has acknowledged it. The protocol: docs/exam-protocol.md.

import { MAX_BYTES, MAX_BYTES_ON_LEAVING, firstBatch, wire } from "./wire.js";

const RETRY_FIRST = 1500;
const RETRY_MOST = 20000;
const LOADS_KEPT = 20;
const LASTING = { 401: "refused", 404: "refused", 400: "broken", 413: "broken", 429: "busy" };
// So many requests at once, then one after another with a pause: the server allows more.
const AT_ONCE = 50;
const PAUSE = 250;
const ROUNDS = 30; // of sending what the server lacks

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function newClient() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The names of earlier loads of this tab, so that a reload is not taken for a second page.
function earlierLoads(attempt, client) {
  const key = `jiangtang-exam-${attempt}`;
  try {
    const was = JSON.parse(sessionStorage.getItem(key) || "[]");
    sessionStorage.setItem(key, JSON.stringify([client, ...was].slice(0, LOADS_KEPT)));
    return was;
  } catch {
    return [];
  }
}

// Its surface is closed: others read its state, hear its events and call its verbs; nobody sets
// anything in it.
export class Courier {
  #attempt;
  #urls;
  #store;
  #wire;
  #was;
  #hearers = [];
  #client = newClient();
  #writes = true; // as far as this page knows
  #over; // the attempt has ended
  #opened = false;
  #state = "online";
  #late = new Set(); // items whose last change waits for a person's decision
  #pending = []; // not yet acknowledged, in the order they were made
  #said = new Map(); // everything this page has said, in case the server lacks some
  #seq = 0;
  #limit = MAX_BYTES;
  #wait = RETRY_FIRST;
  #timer = 0;
  #due = 0;
  #rest = 0; // until then the server has asked for quiet
  #sending = null;

  // `over`: the attempt has ended before this page was loaded; what is left goes to the late lane.
  constructor({ attempt, events, submit, beat }, store, wire, { over = false } = {}) {
    this.#attempt = attempt;
    this.#urls = { events, submit, beat };
    this.#store = store;
    this.#wire = wire;
    this.#over = over;
    this.#was = earlierLoads(attempt, this.#client);
  }

  // --- What others may know

  get client() {
    return this.#client;
  }

  get state() {
    return this.#state;
  }

  get over() {
    return this.#over;
  }

  get writes() {
    return this.#writes;
  }

  // Whether what is written on the device outlasts this page.
  get durable() {
    return this.#store.durable;
  }

  get pending() {
    return [...this.#pending];
  }

  get late() {
    return new Set(this.#late);
  }

  // The items of which something has not been acknowledged yet.
  get unsent() {
    return new Set(this.#pending.map((row) => row.item));
  }

  // For how long the oldest of them has been waiting.
  get waited() {
    const since = Math.min(...this.#pending.map((row) => row.since));
    return this.#pending.length ? performance.now() - since : 0;
  }

  // Everything this page has said, after what earlier loads have left behind.
  get all() {
    return [...this.#pending.filter((row) => row.client !== this.#client), ...this.#said.values()];
  }

  // How the newest change of an item stands: server, local, saving, unsaved or late.
  stateOf(item) {
    const rows = this.#pending.filter((row) => row.item === item);
    if (!rows.length) return this.#late.has(item) ? "late" : "server";
    if (rows.some((row) => row.stored === null)) return "saving";
    return rows.every((row) => row.stored) ? "local" : "unsaved";
  }

  // `hearer` has a method for each event it wants to hear of: item (number), state, clock, present
  // (answers and flags), lease (whether this page may write), over (the attempt has ended).
  hear(hearer) {
    this.#hearers.push(hearer);
  }

  #tell(name, detail) {
    this.#hearers.forEach((hearer) => hearer[name] && hearer[name](detail));
  }

  // --- Verbs

  // What earlier loads of this attempt have left in the outbox; it waits again.
  async restore() {
    const rows = await this.#store.all(this.#attempt);
    rows.sort((a, b) => a.made - b.made || a.seq - b.seq);
    this.#pending = rows.map((row) => ({ ...row, stored: true, since: 0 }));
    return this.pending;
  }

  // Keeps a change on the device and sends it after `delay` milliseconds; null leaves that to others.
  async record(item, change, delay) {
    this.#seq += 1;
    const name = { attempt: this.#attempt, client: this.#client, seq: this.#seq };
    const row = { ...name, made: Date.now(), item, ...change, stored: null, since: performance.now() };
    this.#said.set(row.seq, row);
    this.#late.delete(item);
    this.#pending.push(row);
    this.#tell("item", item);
    if (delay !== null) this.#schedule(delay);
    const { stored, since, ...kept } = row;
    try {
      await this.#store.put(kept);
      row.stored = this.#store.durable;
      if (!this.#pending.includes(row)) await this.#store.remove([row]); // acknowledged meanwhile
    } catch {
      row.stored = false;
    }
    this.#tell("item", item);
  }

  // Sends everything that waits. Resolves true when nothing waits any more.
  flush(leaving = false) {
    if (!this.#sending || leaving) {
      this.#sending = this.#send(leaving).finally(() => {
        this.#sending = null;
      });
    }
    return this.#sending;
  }

  // The candidate goes on here: this page writes now, and the one before does not any more.
  async takeOver() {
    const body = { client: this.#client, by: this.#client, events: [], takeover: true };
    const present = await this.#post(this.#urls.events, body);
    this.#opened = this.#writes = true;
    this.#tell("lease", true);
    this.#tell("present", present);
    this.#settle("online");
    await this.flush();
  }

  // Another page of this device says that it writes; the server would say so a moment later.
  yieldTo(client) {
    if (client !== this.#client && this.#writes && this.#opened) this.#lose();
  }

  // A sign of life; the reply brings time, deadline and whether this page still writes.
  async beat(away = []) {
    if (this.#state === "refused") return true;
    const { size } = this.unsent;
    const body = { client: this.#client, unsent: size, visible: !document.hidden, away };
    let pulse;
    try {
      pulse = await this.#post(this.#urls.beat, body);
    } catch {
      return false;
    }
    if (!pulse.open) this.#end();
    else if (!pulse.holder && this.#writes && this.#opened) this.#lose();
    else if (this.#pending.length) this.flush();
    return true;
  }

  // Hands in after everything has arrived. Resolves to the receipt; throws while it cannot.
  async handIn(rounds = ROUNDS) {
    if (!(await this.flush()) && !this.#over) throw new Error(this.#state);
    try {
      return await this.#post(this.#urls.submit, { client: this.#client, last: this.#seq });
    } catch (fault) {
      const { error, sequences } = fault.body || {};
      if (error === "lease_lost") this.#lose();
      if (fault.status === 429) this.#trouble(fault);
      if (error !== "events_missing") throw fault;
      const lacking = sequences.map((seq) => this.#said.get(seq)).filter(Boolean);
      this.#pending = [...lacking, ...this.#pending];
      if (!lacking.length || rounds <= 1) throw fault;
    }
    return this.handIn(rounds - 1); // the server names a part of what it lacks at a time
  }

  // --- Sending

  // Never later than what was promised before: steady typing does not put off the sending.
  #schedule(delay) {
    const due = performance.now() + delay;
    if (this.#timer && this.#due <= due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.flush(), delay);
  }

  async #send(leaving) {
    if (this.#state === "refused") return false;
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (performance.now() < this.#rest && !leaving) {
      this.#schedule(this.#rest - performance.now());
      return false;
    }
    try {
      if (!this.#opened && !this.#over) await this.#batch([], leaving);
      for (let sent = 1; this.#pending.length; sent += 1) {
        if (sent > AT_ONCE && !leaving) await pause(PAUSE);
        await this.#batch(this.#next(leaving), leaving);
      }
    } catch (fault) {
      this.#trouble(fault);
      return false;
    }
    this.#settle(this.#writes ? "online" : "elsewhere");
    return true;
  }

  // The oldest changes of one load that fit into a request.
  #next(leaving) {
    const { client } = this.#pending[0];
    const other = this.#pending.findIndex((row) => row.client !== client);
    const rows = other < 0 ? this.#pending : this.#pending.slice(0, other);
    return firstBatch(rows, leaving ? MAX_BYTES_ON_LEAVING : this.#limit);
  }

  async #batch(rows, leaving = false) {
    const client = rows.length ? rows[0].client : this.#client;
    const body = { client, by: this.#client, events: rows.map(wire) };
    const opening = !this.#opened && !this.#over;
    if (opening) Object.assign(body, { opened: true, was: this.#was });
    let answer;
    try {
      answer = await this.#post(this.#urls.events, body, leaving);
    } catch (fault) {
      if (fault.status === 413 && rows.length > 1) {
        this.#limit = Math.max(1, Math.floor(JSON.stringify(rows).length / 2));
        return;
      }
      if (!fault.body || fault.body.error !== "sequence_conflict") throw fault;
      await this.#sayAgain(rows, fault.body);
      return;
    }
    await this.#acknowledge(rows, answer, opening);
  }

  async #acknowledge(rows, answer, opening) {
    const acknowledged = new Set(rows);
    this.#pending = this.#pending.filter((row) => !acknowledged.has(row));
    if (answer.late) rows.forEach((row) => answer.late.includes(row.seq) && this.#late.add(row.item));
    if (opening) {
      this.#opened = true;
      this.#tell("present", answer);
    }
    rows.forEach((row) => this.#tell("item", row.item));
    if (rows.length) await this.#store.remove(rows).catch(() => {});
    if (answer.late && answer.cause === "taken_over" && this.#writes) this.#lose();
    if (answer.late && answer.cause !== "taken_over" && !this.#over) this.#end();
  }

  // The server holds something else under these numbers: the change is said anew, under numbers
  // that are free, so that neither of the two is lost.
  async #sayAgain(rows, { sequences, last }) {
    const clash = rows.filter((row) => sequences.includes(row.seq));
    if (rows[0].client === this.#client) {
      this.#seq = Math.max(this.#seq, last);
      clash.forEach((row) => this.#said.delete(row.seq));
    }
    this.#pending = this.#pending.filter((row) => !clash.includes(row));
    for (const { item, answer, flag } of clash) {
      await this.record(item, answer === undefined ? { flag } : { answer }, null);
    }
    await this.#store.remove(clash).catch(() => {});
  }

  async #post(url, body, leaving = false) {
    const { answer, travel } = await this.#wire.post(url, body, leaving);
    if (answer.now) this.#tell("clock", { ...answer, travel });
    return answer;
  }

  // --- What a reply means

  #settle(state) {
    this.#state = this.#over ? "over" : state;
    this.#wait = RETRY_FIRST;
    this.#tell("state", this.#state);
  }

  #trouble(fault) {
    const { error } = fault.body || {};
    if (error === "lease_held" || error === "lease_lost") {
      this.#lose(fault.body);
      return;
    }
    if (fault.status === 410) {
      this.#end();
      return;
    }
    this.#state = error === "budget_spent" ? "full" : LASTING[fault.status] || "offline";
    this.#tell("state", this.#state);
    if (this.#state === "refused") return;
    this.#rest = performance.now() + (fault.again || 0);
    this.#schedule(Math.max(fault.again || 0, this.#wait * (0.7 + Math.random() * 0.6)));
    this.#wait = Math.min(this.#wait * 2, RETRY_MOST);
  }

  // Another page writes now. What this one still holds goes to the late lane, or waits for a
  // take-over when nothing of this page was ever let in.
  #lose(present = {}) {
    this.#writes = false;
    this.#settle("elsewhere");
    this.#tell("lease", false);
    if (present.answers) this.#tell("present", present);
    if (this.#opened && this.#pending.length) this.#schedule(0);
  }

  #end() {
    if (!this.#over) {
      this.#over = true;
      this.#tell("over");
    }
    this.#settle("over");
    if (this.#pending.length) this.#schedule(0);
  }
}
