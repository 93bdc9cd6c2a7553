/* SHA-256 in plain script, for browsers that offer no cryptography to local files. */
const K = [], START = [];
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
  if (!prime) continue;
  if (found < 8) START.push((Math.pow(n, 1 / 2) * 4294967296) | 0);
  K.push((Math.pow(n, 1 / 3) * 4294967296) | 0);
  found++;
}
function plainSha256(data) {
  const size = data.length,
    padded = new Uint8Array(((size + 8) >> 6) * 64 + 64),
    h = START.slice(),
    w = new Int32Array(64);
  padded.set(data);
  padded[size] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(size / 536870912));
  view.setUint32(padded.length - 4, (size << 3) >>> 0);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15],
        b = w[i - 2];
      w[i] =
        (w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, i8] = h;
    for (let i = 0; i < 64; i++) {
      const x = (i8 + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const y = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      i8 = g;
      g = f;
      f = e;
      e = (d + x) | 0;
      d = c;
      c = b;
      b = a;
      a = (x + y) | 0;
    }
    [a, b, c, d, e, f, g, i8].forEach((x, i) => {
      h[i] = (h[i] + x) | 0;
    });
  }
  const out = new Uint8Array(32),
    end = new DataView(out.buffer);
  h.forEach((x, i) => end.setInt32(4 * i, x));
  return out;
}
const subtle = self.crypto && self.crypto.subtle;
async function digest(name, data) {
  if (subtle) return new Uint8Array(await subtle.digest(name, data));
  if (name !== "SHA-256") throw new Error("no " + name);
  return plainSha256(data);
}
const hex = (data) => Array.from(data, (x) => x.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (x) => parseInt(x, 16));
const sha = async (data) => hex(await digest("SHA-256", data));
const utf8 = (text) => new TextEncoder().encode(text);
const join = (...parts) => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
};
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

/* The canonical JSON of docs/evidence.md: keys sorted, no blanks, nothing escaped needlessly. */
function canonical(value) {
  if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return (
    "{" +
    Object.keys(value)
      .sort()
      .map((key) => JSON.stringify(key) + ":" + canonical(value[key]))
      .join(",") +
    "}"
  );
}
const link = (previous, body) => sha(utf8(previous + "\n" + canonical(body)));
/* What this browser cannot compute: told as open, never as damaged. */
class Unknown extends Error {}
/* Zlib, as PDF streams and ZIP entries are packed; `most` bytes at the utmost. */
async function inflate(packed, how, most = 64 << 20) {
  if (!self.DecompressionStream) throw new Unknown(how);
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream(how)).getReader(),
    parts = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return join(...parts);
    size += value.length;
    if (size > most) throw new Error(how);
    parts.push(value);
  }
}
