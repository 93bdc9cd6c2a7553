// Where answers wait on the device until the server has acknowledged them.
// IndexedDB with strict durability; in browsers without it, memory (and the page says so).

const NAME = "jiangtang-exams";
const STORE = "outbox";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: ["attempt", "client", "seq"] });
      store.createIndex("attempt", "attempt");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
}

// One transaction; resolves only after it has been committed to disk.
function run(db, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(STORE, mode, { durability: "strict" });
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => resolve(request && request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

const keyOf = (row) => [row.attempt, row.client, row.seq];

class DeviceStore {
  constructor(db) {
    this.db = db;
    this.durable = true;
  }

  put(row) {
    return run(this.db, "readwrite", (store) => store.put(row));
  }

  remove(rows) {
    return run(this.db, "readwrite", (store) => {
      rows.forEach((row) => store.delete(keyOf(row)));
    });
  }

  all(attempt) {
    return run(this.db, "readonly", (store) => store.index("attempt").getAll(attempt));
  }
}

class MemoryStore {
  constructor() {
    this.durable = false;
  }

  async put() {}

  async remove() {}

  async all() {
    return [];
  }
}

export async function openOutbox() {
  try {
    const store = new DeviceStore(await open());
    await store.all("");
    return store;
  } catch {
    return new MemoryStore();
  }
}
