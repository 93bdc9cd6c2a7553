// Carries answers to the server. A change is first written to the outbox, then sent, and taken
// out of the outbox only after the server has acknowledged it. The protocol: docs/exam-protocol.md.

const MAX_EVENTS = 100;
const MAX_BYTES = 200000;
const MAX_BYTES_ON_LEAVING = 50000; // browsers carry 64 kB for a page that is going away
const TIMEOUT = 15000;
const RETRY_FIRST = 1500;
const RETRY_MOST = 20000;
const FINAL = new Set(["over", "refused"]);

function newClient() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
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
  // `tell(name, detail)` is called with: item (number), state, clock, present (answers and flags).
  constructor({ attempt, token, events, submit }, store, tell) {
    Object.assign(this, { attempt, token, store, tell });
    this.urls = { events, submit };
    this.client = newClient();
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
    this.pending = rows.map((row) => ({ ...row, stored: true }));
    return this.pending;
  }

  // How the newest change of an item stands: server, local, saving or unsaved.
  stateOf(item) {
    const rows = this.pending.filter((row) => row.item === item);
    if (!rows.length) return "server";
    if (rows.some((row) => row.stored === null)) return "saving";
    return rows.every((row) => row.stored) ? "local" : "unsaved";
  }

  get unsent() {
    return new Set(this.pending.map((row) => row.item));
  }

  async record(item, change, delay) {
    this.seq += 1;
    const name = { attempt: this.attempt, client: this.client, seq: this.seq };
    const row = { ...name, made: Date.now(), item, ...change, stored: null };
    this.mine.set(row.seq, row);
    this.pending.push(row);
    this.tell("item", item);
    if (delay !== null) this.schedule(delay);
    const { stored, ...kept } = row;
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
    if (FINAL.has(this.state)) return false;
    clearTimeout(this.timer);
    this.timer = 0;
    const limit = leaving ? MAX_BYTES_ON_LEAVING : MAX_BYTES;
    try {
      if (!this.opened) await this.batch([], leaving);
      while (this.pending.length) {
        const { client } = this.pending[0];
        const other = this.pending.findIndex((row) => row.client !== client);
        const rows = other < 0 ? this.pending : this.pending.slice(0, other);
        await this.batch(chunks(rows, limit)[0], leaving);
      }
    } catch (fault) {
      this.trouble(fault);
      return false;
    }
    this.settle("online");
    return true;
  }

  settle(state) {
    this.state = state;
    this.wait = RETRY_FIRST;
    this.tell("state", state);
  }

  trouble(fault) {
    const lasting = { 401: "refused", 404: "refused", 410: "over", 400: "broken", 413: "broken" };
    this.state = lasting[fault.status] || "offline";
    this.tell("state", this.state);
    if (FINAL.has(this.state)) return;
    this.schedule(this.wait * (0.7 + Math.random() * 0.6));
    this.wait = Math.min(this.wait * 2, RETRY_MOST);
  }

  // Asks the server for its time, and sends what waits.
  async sync() {
    if (FINAL.has(this.state) || this.sending) return;
    if (this.pending.length) {
      this.flush();
      return;
    }
    await this.batch([]).catch((fault) => this.trouble(fault));
  }

  async batch(rows, leaving = false) {
    const client = rows.length ? rows[0].client : this.client;
    const body = { client, events: rows.map(wire) };
    if (!this.opened && client === this.client) body.opened = true;
    let answer;
    try {
      answer = await this.post(this.urls.events, body, leaving);
    } catch (fault) {
      if (fault.status !== 409) throw fault;
      await this.sayAgain(rows, fault.body);
      return;
    }
    const sent = new Set(rows);
    this.pending = this.pending.filter((row) => !sent.has(row));
    if (body.opened) {
      this.opened = true;
      this.tell("present", answer);
    }
    rows.forEach((row) => this.tell("item", row.item));
    if (rows.length) await this.store.remove(rows).catch(() => {});
  }

  // The server holds something else under these numbers: the change is said anew, under numbers
  // that are free, so that neither of the two is lost.
  async sayAgain(rows, { sequences, last }) {
    const clash = rows.filter((row) => sequences.includes(row.seq));
    if (rows[0].client === this.client) this.seq = Math.max(this.seq, last);
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
    if (!(await this.flush()) && this.state !== "over") throw new Error(this.state);
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
