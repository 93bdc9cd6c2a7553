// The server's half of docs/exam-protocol.md, as far as a courier can see it, with a network before
// it that loses what it is told to lose.

export class Server {
  constructor() {
    this.log = []; // [client, seq, payload] in receive order
    this.lane = []; // late answers, the same way
    this.asked = []; // every request that arrived: {path, body, keepalive, token}
    this.faults = []; // what happens to the next requests, in order; empty: nothing
    this.holder = "";
    this.open = true;
    this.overdue = false;
    this.now = 1795395600000;
    this.deadline = this.now + 3600000;
    this.most = Infinity; // bytes of a body
  }

  get numbers() {
    return this.log.map(([, seq]) => seq);
  }

  // What counts: the last event about each item.
  get answers() {
    return Object.fromEntries(
      this.log.filter(([, , { answer }]) => answer).map(([, , { item, answer }]) => [item, answer])
    );
  }

  bodies(path) {
    return this.asked.filter((request) => request.path === path).map((request) => request.body);
  }

  // Takes the place of the page's fetch.
  install() {
    globalThis.fetch = (path, options) => this.fetch(path, options);
    return this;
  }

  async fetch(path, { body, keepalive, headers, credentials, signal }) {
    const fault = this.faults.shift();
    if (fault === "lost") throw new TypeError("Failed to fetch");
    if (fault === "silent") return this.silence(signal);
    if (typeof fault === "number") return reply(fault, {});
    if (Array.isArray(fault)) return reply(...fault); // status, body, headers
    const data = JSON.parse(body);
    this.asked.push({ path, body: data, keepalive, token: headers["X-Attempt-Token"], credentials });
    if (body.length > this.most) return reply(413, { error: "too_large" });
    const answer = this[path](data);
    if (fault === "reply lost") throw new TypeError("Failed to fetch");
    return answer;
  }

  silence(signal) {
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
  }

  present() {
    return { answers: this.answers, flags: [], now: this.now, deadline: this.deadline };
  }

  events({ client, by = client, events, opened, was = [], takeover }) {
    if (takeover || this.holder === "" || was.includes(this.holder)) this.holder = by;
    const late = this.holder !== by || !this.open || this.overdue;
    if (late && !events.length) return this.refuseEmpty(by, opened);
    if (this.holder !== by && opened) return reply(409, { error: "lease_held", ...this.present() });
    const clash = events.filter((event) => this.contradicts(client, event)).map(({ seq }) => seq);
    if (clash.length) return reply(409, { error: "sequence_conflict", sequences: clash, last: this.last(client) });
    const added = events.filter((event) => !this.holds(client, event.seq));
    const stored = added.map(({ seq, ...payload }) => [client, seq, payload]);
    const answer = { accepted: this.last(client), now: this.now, deadline: this.deadline };
    if (late && added.length) {
      this.lane.push(...stored);
      const cause = this.open && !this.overdue ? "taken_over" : "after_deadline";
      return reply(202, { ...answer, late: added.map(({ seq }) => seq), cause });
    }
    this.log.push(...stored);
    return reply(200, opened || takeover ? { ...answer, ...this.present() } : answer);
  }

  refuseEmpty(by, opened) {
    if (!this.open || this.overdue) return reply(410, { error: "attempt_over" });
    if (opened) return reply(409, { error: "lease_held", ...this.present() });
    return reply(409, { error: "lease_lost" });
  }

  holds(client, seq) {
    return [...this.log, ...this.lane].some(([other, number]) => other === client && number === seq);
  }

  contradicts(client, { seq, ...payload }) {
    const held = this.log.find(([other, number]) => other === client && number === seq);
    return held && JSON.stringify(held[2]) !== JSON.stringify(payload);
  }

  last(client) {
    return Math.max(0, ...this.log.filter(([other]) => other === client).map(([, seq]) => seq));
  }

  beat({ client }) {
    const { now, deadline, open } = this;
    return reply(200, { now, deadline, open, holder: this.holder === client });
  }

  submit({ client, last }) {
    if (this.open && !this.overdue && this.holder !== client) return reply(409, { error: "lease_lost" });
    const numbers = Array.from({ length: last }, (_, index) => index + 1);
    const sequences = numbers.filter((seq) => !this.holds(client, seq)).slice(0, 200);
    if (this.open && sequences.length) return reply(409, { error: "events_missing", sequences });
    this.open = false;
    return reply(200, { receipt: "20261123-000361-90F9", events: this.log.length });
  }
}

function reply(status, body, headers = {}) {
  return { ok: status < 300, status, headers: new Headers(headers), json: async () => body };
}
