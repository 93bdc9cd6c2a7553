// The page around a courier: its storage on the device, its tab, its time and its network.

import { Courier } from "../../../exams/static/exams/js/courier.js";
import { openOutbox } from "../../../exams/static/exams/js/outbox.js";
import { Wire } from "../../../exams/static/exams/js/wire.js";
import { fakeIndexedDB } from "../indexeddb.mjs";
import { Timeline } from "../timeline.mjs";
import { Server } from "./server.mjs";

export const CONFIG = { attempt: "att", token: "secret", events: "events", submit: "submit", beat: "beat" };

// One device with its network: pages are loaded on it, one after the other or side by side.
export class Device {
  constructor(server = new Server(), fate = "success") {
    this.server = server.install();
    this.time = new Timeline().install();
    this.storage = fakeIndexedDB(fate);
    globalThis.indexedDB = this.storage;
    globalThis.document = { hidden: false };
    this.tab = new Map();
    globalThis.sessionStorage = {
      getItem: (key) => this.tab.get(key) || null,
      setItem: (key, text) => this.tab.set(key, text),
    };
  }

  get kept() {
    return [...this.storage.database.rows.values()];
  }

  // Loads the page in the same tab as before: what it heard stands in `heard`.
  async load(options) {
    const courier = new Courier(CONFIG, await openOutbox(), new Wire(CONFIG.token), options);
    const heard = [];
    const names = ["item", "state", "clock", "present", "lease", "over"];
    courier.hear(Object.fromEntries(names.map((name) => [name, (detail) => heard.push([name, detail])])));
    await courier.restore();
    return { courier, heard };
  }

  // Another tab, or another phone: it knows nothing of the loads before.
  forget() {
    this.tab.clear();
  }
}

export const told = (heard, name) => heard.filter(([other]) => other === name).map(([, detail]) => detail);
