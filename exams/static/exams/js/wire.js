// What goes over the wire, and how: batches that fit, and one request with its time limit.
// The protocol: docs/exam-protocol.md.

export const MAX_EVENTS = 100;
export const MAX_BYTES = 60000;
export const MAX_BYTES_ON_LEAVING = 50000; // browsers carry 64 kB for a page that is going away
const TIMEOUT = 15000;

// A change as the server reads it.
export const wire = ({ seq, item, answer, flag }) =>
  answer === undefined ? { seq, item, flag } : { seq, item, answer };

// The first of these changes that fit into one request; at least one, however long it is.
export function firstBatch(rows, limit) {
  const batch = [];
  let size = 0;
  for (const row of rows) {
    size += new Blob([JSON.stringify(row)]).size;
    if (batch.length && (size > limit || batch.length === MAX_EVENTS)) break;
    batch.push(row);
  }
  return batch;
}

export class Wire {
  constructor(token) {
    this.token = token;
  }

  // Resolves to the server's answer and how long it travelled. Throws when there is none, or with
  // `status`, `body` and `again` (milliseconds until it may be tried again, or 0) when it is a refusal.
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
        const again = 1000 * Number(response.headers.get("Retry-After"));
        throw Object.assign(new Error(String(response.status)), { status: response.status, body: answer, again });
      }
      return { answer, travel: (performance.now() - asked) / 2 };
    } finally {
      clearTimeout(timer);
    }
  }
}
