// Carries answers to the server. A change is first written to the outbox, then sent, and taken
// out of the outbox only after the server has acknowledged it. The protocol: docs/exam-protocol.md.

const MAX_EVENTS = 100;
const MAX_BYTES = 200000;
const MAX_BYTES_ON_LEAVING = 50000; // browsers carry 64 kB for a page that is going away
const TIMEOUT = 15000;
const RETRY_FIRST = 1500;
const RETRY_MOST = 20000;
const LOADS_KEPT = 20;

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

function chunks(rows, limit) {
  const found = [];
  let chunk = [];
  let size = 0;
  for (const row of rows) {
    const bytes = new Blob([JSON.stringify(row)]).size;
    if (chunk.length && (size + bytes > limit || chunk.length === MAX_EVENTS)) {
      found.push(chunk);
      chunk = [];
      size = 0;
    }
    chunk.push(row);
    size += bytes;
  }
  if (chunk.length) found.push(chunk);
  return found;
}

const wire = ({ seq, item, answer, flag }) =>
  answer === undefined ? { seq, item, flag } : { seq, item, answer };

export class Courier {
  // `tell(name, detail)` is called with: item (number), state, clock, present (answers and flags),
  // lease (whether this page may write), over (the attempt has ended).
  constructor({ attempt, token, events, submit, beat }, store, tell) {
    Object.assign(this, { attempt, token, store, tell });
    this.urls = { events, submit, beat };
    this.client = newClient();
    this.was = earlierLoads(attempt, this.client);
    this.writes = true; // as far as this page knows
    this.over = false;
    this.late = new Set(); // items whose last change waits for a person's decision
    this.limit = MAX_BYTES;
    this.seq = 0;
    this.pending = []; // not yet acknowledged, in the order they were made
    this.mine = new Map(); // everything this page has said, in case the server lacks some
    this.state = "online";
    this.wait = RETRY_FIRST;
    this.timer = 0;
    this.sending = null;
    this.opened = false;
  }

  async restore() {
    const rows = await this.store.all(this.attempt);
    rows.sort((a, b) => a.made - b.made || a.seq - b.seq);
    this.pending = rows.map((row) => ({ ...row, stored: true, since: 0 }));
    return this.pending;
  }

  // How the newest change of an item stands: server, local, saving or unsaved.
  stateOf(item) {
    const rows = this.pending.filter((row) => row.item === item);
    if (!rows.length) return this.late.has(item) ? "late" : "server";
    if (rows.some((row) => row.stored === null)) return "saving";
    return rows.every((row) => row.stored) ? "local" : "unsaved";
  }

  get unsent() {
    return new Set(this.pending.map((row) => row.item));
  }

  // For how long the oldest of them has been waiting.
  get waited() {
    const since = Math.min(...this.pending.map((row) => row.since));
    return this.pending.length ? performance.now() - since : 0;
  }

  // Everything this page has said, after what earlier loads have left behind.
  get all() {
    return [...this.pending.filter((row) => row.client !== this.client), ...this.mine.values()];
  }

  async record(item, change, delay) {
    this.seq += 1;
    const name = { attempt: this.attempt, client: this.client, seq: this.seq };
    const row = { ...name, made: Date.now(), item, ...change, stored: null, since: performance.now() };
    this.mine.set(row.seq, row);
    this.late.delete(item);
    this.pending.push(row);
    this.tell("item", item);
    if (delay !== null) this.schedule(delay);
    const { stored, since, ...kept } = row;
    try {
      await this.store.put(kept);
      row.stored = this.store.durable;
      if (!this.pending.includes(row)) await this.store.remove([row]); // acknowledged meanwhile
    } catch {
      row.stored = false;
    }
    this.tell("item", item);
  }

  // Never later than what was promised before: steady typing does not put off the sending.
  schedule(delay) {
    const due = performance.now() + delay;
    if (this.timer && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.flush(), delay);
  }

  // Sends everything that waits. Resolves true when nothing waits any more.
  flush(leaving = false) {
    if (!this.sending || leaving) {
      this.sending = this.send(leaving).finally(() => {
        this.sending = null;
      });
    }
    return this.sending;
  }

  async send(leaving) {
    if (this.state === "refused") return false;
    clearTimeout(this.timer);
    this.timer = 0;
    try {
      if (!this.opened && !this.over) await this.batch([], leaving);
      while (this.pending.length) await this.batch(this.next(leaving), leaving);
    } catch (fault) {
      this.trouble(fault);
      return false;
    }
    this.settle(this.writes ? "online" : "elsewhere");
    return true;
  }

  // The oldest changes of one load that fit into a request.
  next(leaving) {
    const { client } = this.pending[0];
    const other = this.pending.findIndex((row) => row.client !== client);
    const rows = other < 0 ? this.pending : this.pending.slice(0, other);
    return chunks(rows, leaving ? MAX_BYTES_ON_LEAVING : this.limit)[0];
  }

  settle(state) {
    this.state = this.over ? "over" : state;
    this.wait = RETRY_FIRST;
    this.tell("state", this.state);
  }

  trouble(fault) {
    const { error } = fault.body || {};
    if (error === "lease_held" || error === "lease_lost") {
      this.lose(fault.body);
      return;
    }
    if (fault.status === 410) {
      this.end();
      return;
    }
    const lasting = { 401: "refused", 404: "refused", 400: "broken", 413: "broken" };
    this.state = lasting[fault.status] || "offline";
    this.tell("state", this.state);
    if (this.state === "refused") return;
    this.schedule(this.wait * (0.7 + Math.random() * 0.6));
    this.wait = Math.min(this.wait * 2, RETRY_MOST);
  }

  // Another page writes now. What this one still holds goes to the late lane, or waits for a
  // take-over when nothing of this page was ever let in.
  lose(present = {}) {
    this.writes = false;
    this.settle("elsewhere");
    this.tell("lease", false);
    if (present.answers) this.tell("present", present);
    if (this.opened && this.pending.length) this.schedule(0);
  }

  async takeOver() {
    const body = { client: this.client, by: this.client, events: [], takeover: true };
    const present = await this.post(this.urls.events, body);
    this.opened = this.writes = true;
    this.tell("lease", true);
    this.tell("present", present);
    this.settle("online");
    await this.flush();
  }

  end() {
    if (!this.over) {
      this.over = true;
      this.tell("over");
    }
    this.settle("over");
    if (this.pending.length) this.schedule(0);
  }

  // A sign of life; the reply brings time, deadline and whether this page still writes.
  async beat(away = []) {
    if (this.state === "refused") return true;
    const { size } = this.unsent;
    const body = { client: this.client, unsent: size, visible: !document.hidden, away };
    let pulse;
    try {
      pulse = await this.post(this.urls.beat, body);
    } catch {
      return false;
    }
    if (!pulse.open) this.end();
    else if (!pulse.holder && this.writes && this.opened) this.lose();
    else if (this.pending.length) this.flush();
    return true;
  }

  async batch(rows, leaving = false) {
    const client = rows.length ? rows[0].client : this.client;
    const body = { client, by: this.client, events: rows.map(wire) };
    const opening = !this.opened && !this.over;
    if (opening) Object.assign(body, { opened: true, was: this.was });
    let answer;
    try {
      answer = await this.post(this.urls.events, body, leaving);
    } catch (fault) {
      if (fault.status === 413 && rows.length > 1) {
        this.limit = Math.max(1, Math.floor(JSON.stringify(rows).length / 2));
        return;
      }
      if (!fault.body || fault.body.error !== "sequence_conflict") throw fault;
      await this.sayAgain(rows, fault.body);
      return;
    }
    const sent = new Set(rows);
    this.pending = this.pending.filter((row) => !sent.has(row));
    if (answer.late) rows.forEach((row) => answer.late.includes(row.seq) && this.late.add(row.item));
    if (opening) {
      this.opened = true;
      this.tell("present", answer);
    }
    rows.forEach((row) => this.tell("item", row.item));
    if (rows.length) await this.store.remove(rows).catch(() => {});
    if (answer.late && answer.cause === "taken_over" && this.writes) this.lose();
    if (answer.late && answer.cause !== "taken_over" && !this.over) this.end();
  }

  // The server holds something else under these numbers: the change is said anew, under numbers
  // that are free, so that neither of the two is lost.
  async sayAgain(rows, { sequences, last }) {
    const clash = rows.filter((row) => sequences.includes(row.seq));
    if (rows[0].client === this.client) {
      this.seq = Math.max(this.seq, last);
      clash.forEach((row) => this.mine.delete(row.seq));
    }
    this.pending = this.pending.filter((row) => !clash.includes(row));
    for (const { item, answer, flag } of clash) {
      await this.record(item, answer === undefined ? { flag } : { answer }, null);
    }
    await this.store.remove(clash).catch(() => {});
  }

  async post(url, body, leaving = false) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), TIMEOUT);
    const asked = performance.now();
    try {
      const response = await fetch(url, {
        method: "POST",
        credentials: "omit", // the token speaks; no cookie, so no cross-site forgery
        keepalive: leaving,
        cache: "no-store",
        signal: stop.signal,
        headers: { "Content-Type": "application/json", "X-Attempt-Token": this.token },
        body: JSON.stringify(body),
      });
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) {
        throw Object.assign(new Error(String(response.status)), { status: response.status, body: answer });
      }
      if (answer.now) this.tell("clock", { ...answer, travel: (performance.now() - asked) / 2 });
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  // Hands in after everything has arrived. Resolves to the receipt; throws while it cannot.
  async handIn() {
    if (!(await this.flush()) && !this.over) throw new Error(this.state);
    try {
      return await this.post(this.urls.submit, { client: this.client, last: this.seq });
    } catch (fault) {
      if (fault.body && fault.body.error === "events_missing") {
        const lacking = fault.body.sequences.map((seq) => this.mine.get(seq)).filter(Boolean);
        this.pending = [...lacking, ...this.pending];
      }
      throw fault;
    }
  }
}
