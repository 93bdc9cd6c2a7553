// As much of IndexedDB as the outbox uses. Like the real one, a request succeeds before its
// transaction is committed, what was not committed is not there, and rows come in key order.

const later = (work) => setImmediate(work);

class Transaction {
  constructor(database, options) {
    Object.assign(this, { database, options, changes: [], error: null });
    later(() => later(() => this.finish()));
  }

  finish() {
    if (this.database.broken) {
      this.error = new Error(this.database.broken);
      this.onabort();
      return;
    }
    this.changes.forEach((change) => change(this.database.rows));
    this.database.commits += 1;
    this.oncomplete();
  }

  objectStore() {
    const { rows } = this.database;
    const request = (result) => ({ result });
    return {
      put: (row) => {
        const key = JSON.stringify([row.attempt, row.client, row.seq]);
        this.changes.push((stored) => stored.set(key, structuredClone(row)));
        return request(key);
      },
      delete: (key) => {
        this.changes.push((stored) => stored.delete(JSON.stringify(key)));
        return request(undefined);
      },
      index: () => ({
        getAll: (attempt) =>
          request([...rows.keys()].sort().map((key) => rows.get(key)).filter((row) => row.attempt === attempt)),
      }),
    };
  }
}

class Database {
  constructor() {
    this.rows = new Map();
    this.broken = ""; // the reason why no transaction is committed
    this.commits = 0;
    this.durability = [];
  }

  createObjectStore(name, { keyPath }) {
    this.store = { name, keyPath };
    return { createIndex() {} };
  }

  transaction(name, mode, options) {
    this.durability.push(options.durability);
    return new Transaction(this, options);
  }
}

// `fate`: how the opening ends: "success", "error" or "blocked".
export function fakeIndexedDB(fate = "success") {
  const database = new Database();
  return {
    database,
    open() {
      const request = { result: database, error: new Error("no storage here") };
      later(() => {
        if (fate === "success" && !database.store) request.onupgradeneeded();
        request[`on${fate}`]();
      });
      return request;
    },
  };
}
