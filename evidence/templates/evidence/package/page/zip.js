/* Files: out of one ZIP, or as chosen. A name that occurs twice, or that two readers of the ZIP would read
   differently, is refused: which of the two is the real one nobody can say. */
class Odd extends Error {
  constructor(name, words) {
    super(words);
    this.file = name;
  }
}
const ODD_ZIP = T("不是按规矩打的压缩包，不同的软件会读出不同的内容", "is no plain ZIP: programs would read it differently");
async function unzip(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength),
    out = new Map(),
    spans = [],
    end = data.length - 22;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Odd("ZIP", ODD_ZIP);
  const count = view.getUint16(end + 10, true),
    start = view.getUint32(end + 16, true);
  let at = start,
    total = 0;
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) throw new Odd("ZIP", ODD_ZIP);
    const how = view.getUint16(at + 10, true),
      size = view.getUint32(at + 20, true),
      words = view.getUint16(at + 28, true),
      extra = view.getUint16(at + 30, true) + view.getUint16(at + 32, true),
      local = view.getUint32(at + 42, true),
      name = new TextDecoder().decode(data.subarray(at + 46, at + 46 + words));
    if (local + 30 > start || view.getUint32(local, true) !== 0x04034b50) throw new Odd(name, ODD_ZIP);
    const own = view.getUint16(local + 26, true),
      from = local + 30 + own + view.getUint16(local + 28, true),
      packed = data.subarray(from, from + size);
    if (new TextDecoder().decode(data.subarray(local + 30, local + 30 + own)) !== name || from + size > start)
      throw new Odd(name, ODD_ZIP);
    if (out.has(name)) throw new Odd(name, T("出现了两次", "is there twice"));
    spans.push([local, from + size]);
    if (!name.endsWith("/")) out.set(name, how === 0 ? packed : await inflate(packed, "deflate-raw"));
    total += name.endsWith("/") ? 0 : out.get(name).length;
    if (total > 128 << 20) throw new Odd("ZIP", T("太大", "is too large"));
    at += 46 + words + extra;
  }
  spans.sort((a, b) => a[0] - b[0]);
  let reached = 0;
  for (const [from, to] of [...spans, [start, at]]) {
    // A writer may leave its sizes behind a file (24 bytes at most); nothing else lies in between.
    if (from < reached || from - reached > 24) throw new Odd("ZIP", ODD_ZIP);
    reached = to;
  }
  if (at !== end) throw new Odd("ZIP", ODD_ZIP);
  return out;
}
const base = (name) => name.slice(name.lastIndexOf("/") + 1);
/* The files by the exact names of the package. A browser tells of chosen files the last part of their names
   only; those are given back the folder that the list of digests knows. */
async function gather(list) {
  const zips = list.filter((file) => /\.zip$/i.test(file.name));
  if (zips.length) {
    if (list.length > 1)
      throw new Odd("ZIP", T("请只选一个压缩包", "choose one ZIP alone"));
    return unzip(new Uint8Array(await zips[0].arrayBuffer()));
  }
  const chosen = new Map(),
    out = new Map();
  for (const file of list) {
    const name = base(file.webkitRelativePath || file.name);
    if (chosen.has(name)) throw new Odd(name, T("出现了两次", "is there twice"));
    chosen.set(name, new Uint8Array(await file.arrayBuffer()));
  }
  const sums = chosen.get(SUMS),
    places = new Map(rowsOf(sums || new Uint8Array()).map(([, name]) => [base(name), name]));
  for (const [name, data] of chosen) out.set(places.get(name) || name, data);
  return out;
}
const SUMS = "SHA256SUMS.txt";
const rowsOf = (data) =>
  new TextDecoder()
    .decode(data)
    .split("\n")
    .filter((row) => row)
    .map((row) => [row.slice(0, 64), row.slice(66)]);
/* What a package of ours may hold, besides its one PDF. */
const FIXED = [
  "evidence.json",
  "chain.json",
  "roots.json",
  "signature/signed-part.bin",
  "signature/signature.der",
  "certificates/roots.pem",
  "certificates/others.pem",
  "说明.txt",
  "README.txt",
  "verify.html",
];
const NUMBERED = /^(timestamps\/[1-9]\d{0,2}\.(der|data)|certificates\/revoked-[1-9]\d{0,2}\.pem)$/;
const NEEDED = FIXED.slice(0, 7);
