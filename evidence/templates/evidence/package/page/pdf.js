/* The PDF: its seal, the evidence inside it, and what was added behind the seal. */
const RANGE = /\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g;
/* The seal, cut out by its own byte range; null without one. Throws on a range that is not of a whole file. */
function sealOf(pdf, words) {
  const ranges = Array.from(words.matchAll(RANGE), (one) => ({ at: one.index, four: one.slice(1).map(Number) }));
  if (!ranges.length) return null;
  const [zero, first, second, length] = ranges[0].four,
    end = second + length;
  if (zero !== 0 || second < first || end > pdf.length) throw new Error("ByteRange");
  if (ranges.filter((one) => one.at < end).length !== 1 || ranges[0].at < second) throw new Error("ByteRange");
  const gap = words.slice(first, second);
  if (!/^<[0-9A-Fa-f]+>$/.test(gap) || !/\/Contents\s*$/.test(words.slice(first - 20, first))) throw new Error("Contents");
  const value = unhex(gap.slice(1, -1)),
    own = der(value).raw;
  if (value.subarray(own.length).some((x) => x)) throw new Error("Contents");
  const claimed = /\/M\s*(\((?:\\[^]|[^\\)])*\))/.exec(words.slice(second, end));
  return {
    der: own,
    part: join(pdf.subarray(0, first), pdf.subarray(second, end)),
    end,
    claimed: claimed ? dateOf(plain(claimed[1])) : NaN,
  };
}
const dateOf = (text) => {
  const m = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z|([+-])(\d\d)'?(\d\d))?/.exec(text) || [];
  const ahead = m[7] ? (m[7] === "-" ? -1 : 1) * (+m[8] * 60 + +m[9]) * 60000 : 0;
  return Date.UTC(+m[1], +m[2] - 1, +m[3], +m[4], +m[5], +m[6]) - ahead;
};
/* A string of a PDF without its brackets and escapes. */
const plain = (text) =>
  text.slice(1, -1).replace(/\\([0-7]{1,3}|\r?\n|[^])/g, (_, x) =>
    /^[0-7]/.test(x)
      ? String.fromCharCode(parseInt(x, 8))
      : ({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", "\n": "", "\r\n": "" }[x] ?? x),
  );
/* Every attachment that the seal covers, unpacked. */
async function attachments(pdf, words, end) {
  const out = [];
  for (const one of words.matchAll(/\/Type\s*\/EmbeddedFile(?![A-Za-z])/g)) {
    if (one.index > end) break;
    const head = words.lastIndexOf(" obj", one.index),
      from = /stream\r?\n/g;
    from.lastIndex = one.index;
    const start = from.exec(words),
      fields = words.slice(head, start.index),
      size = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(fields);
    const data = pdf.subarray(start.index + start[0].length, start.index + start[0].length + +size[1]);
    out.push(/\/FlateDecode/.test(fields) ? await inflate(data, "deflate", 1 << 20) : data);
  }
  return out;
}

/* Objects of a PDF as values that can be compared: {"/Key": …}, […], "12 0 R", "/Name", "(text", 7. */
class NoProof extends Error {}
function parse(words, at) {
  const blank = /(?:[\0\t\n\f\r ]|%[^\r\n]*)*/y;
  const skip = () => {
    blank.lastIndex = at;
    blank.exec(words);
    at = blank.lastIndex;
  };
  const take = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(words);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const name = (text) => text.replace(/#([0-9A-Fa-f]{2})/g, (_, x) => String.fromCharCode(parseInt(x, 16)));
  function value(depth) {
    if (depth > 40) throw new NoProof("depth");
    skip();
    let found;
    if (take(/<</y)) {
      const out = {};
      for (;;) {
        skip();
        if (take(/>>/y)) return out;
        if (!(found = take(/\/[^\0\t\n\f\r ()<>[\]{}/%]*/y))) throw new NoProof("dictionary");
        const key = name(found[0]);
        if (key in out) throw new NoProof("key");
        out[key] = value(depth + 1);
      }
    }
    if (take(/\[/y)) {
      const out = [];
      for (;;) {
        skip();
        if (take(/\]/y)) return out;
        out.push(value(depth + 1));
      }
    }
    if ((found = take(/\/[^\0\t\n\f\r ()<>[\]{}/%]*/y))) return name(found[0]);
    if ((found = take(/<([0-9A-Fa-f\s]*)>/y)))
      return "(" + String.fromCharCode(...unhex(found[1].replace(/\s/g, "").slice(0, 4000)));
    if ((found = take(/\((?:\\[^]|[^\\()])*\)/y))) return "(" + plain(found[0]);
    if ((found = take(/(\d+)\s+(\d+)\s+R(?![A-Za-z])/y))) return found[1] + " " + found[2] + " R";
    if ((found = take(/[+-]?(?:\d+\.?\d*|\.\d+)/y))) return Number(found[0]);
    if ((found = take(/true|false|null/y))) return found[0];
    throw new NoProof("value");
  }
  const out = value(0);
  skip();
  return [out, at];
}
/* The object that begins at `at`: its number, value and, for a stream, its bytes. */
function objectAt(pdf, words, at) {
  const head = /(\d+) 0 obj\s/y;
  head.lastIndex = at;
  const found = head.exec(words);
  if (!found) throw new NoProof("object");
  let [value, next] = parse(words, head.lastIndex),
    stream = null;
  const begins = /stream\r?\n/y;
  begins.lastIndex = next;
  if (begins.exec(words)) {
    if (!Number.isInteger(value["/Length"])) throw new NoProof("length");
    const from = begins.lastIndex;
    next = from + value["/Length"];
    stream = pdf.subarray(from, next);
    const ends = /\s*endstream\s*/y;
    ends.lastIndex = next;
    if (!ends.exec(words)) throw new NoProof("stream");
    next = ends.lastIndex;
  }
  const ends = /endobj\s*/y;
  ends.lastIndex = next;
  if (!ends.exec(words)) throw new NoProof("endobj");
  return { number: +found[1], value, stream, at, next: ends.lastIndex };
}
/* Where the objects of a revision stand, and its trailer. */
async function tableAt(pdf, words, at) {
  const places = new Map();
  if (words.startsWith("xref", at)) {
    const head = /\s*(\d+) (\d+)\s*\n|\s*trailer\s*/y;
    let next = at + 4;
    for (;;) {
      head.lastIndex = next;
      const found = head.exec(words);
      if (!found) throw new NoProof("xref");
      next = head.lastIndex;
      if (found[1] === undefined) break;
      for (let n = 0; n < +found[2]; n++, next += 20) {
        const row = /^(\d{10}) (\d{5}) ([nf])[\r ][\r\n]$/.exec(words.slice(next, next + 20));
        if (!row) throw new NoProof("xref");
        places.set(+found[1] + n, row[3] === "n" ? +row[1] : 0);
      }
    }
    const [trailer, end] = parse(words, next);
    return { places, trailer, end };
  }
  const one = objectAt(pdf, words, at),
    widths = one.value["/W"];
  if (one.value["/Type"] !== "/XRef" || one.value["/DecodeParms"]) throw new NoProof("xref");
  const rows = one.value["/Filter"] ? await inflate(one.stream, "deflate") : one.stream,
    index = one.value["/Index"] || [0, one.value["/Size"]];
  let from = 0;
  const number = (n) => {
    let out = 0;
    for (let i = 0; i < n; i++) out = out * 256 + rows[from++];
    return out;
  };
  for (let n = 0; n < index.length; n += 2)
    for (let i = 0; i < index[n + 1]; i++) {
      const kind = widths[0] ? number(widths[0]) : 1,
        place = number(widths[1]);
      number(widths[2]);
      if (kind > 1) throw new NoProof("object stream");
      places.set(index[n] + i, kind ? place : 0);
    }
  return { places, trailer: one.value, end: one.next, own: one.number };
}
const flat = (value) => canonical(value);
const only = (before, after, ...keys) =>
  Object.keys({ ...before, ...after }).every((key) => keys.includes(key) || flat(before[key] ?? null) === flat(after[key] ?? null));
const RENEWED = new RegExp(
  "<(TAGS)>[^<]*</\\1>|\\s(?:TAGS|x:xmptk)=\"[^\"]*\"".replace(/TAGS/g, "xmp:ModifyDate|xmp:MetadataDate|pdf:Producer"),
  "g",
);
/* Metadata without the lines that a writer of proofs renews. */
async function metadata(one) {
  const data = one.value["/Filter"] ? await inflate(one.stream, "deflate") : one.stream;
  return new TextDecoder()
    .decode(data)
    .replace(RENEWED, "");
}
/* How many revisions stand behind `end`, each of nothing but proofs: certificates, revocation lists and
   timestamps over the document. Throws NoProof for anything else: it could change what is seen. */
async function proofsBehind(pdf, words, end) {
  const last = (text) => +[...text.matchAll(/startxref\s+(\d+)\s+%%EOF/g)].pop()[1];
  let before = last(words.slice(0, end)),
    count = 0;
  const base = /xref\s*$/.test(words.slice(before, before + 5).trim())
    ? parse(words, words.indexOf("trailer", before) + 7)[0]
    : objectAt(pdf, words, before).value;
  const added = new Map(),
    size = base["/Size"];
  const sealed = (number) => {
    const places = [...words.slice(0, end).matchAll(new RegExp("(?:^|[\\r\\n])" + number + " 0 obj\\s", "g"))];
    if (!places.length) throw new NoProof("object " + number);
    const one = places.pop();
    return objectAt(pdf, words, one.index + (one[0].startsWith(String(number)) ? 0 : 1));
  };
  const look = (ref) => {
    const number = parseInt(ref, 10);
    return added.get(number) || sealed(number);
  };
  const isStamp = (ref) => {
    const field = added.get(parseInt(ref, 10));
    const seen = field && field.value;
    return (
      seen &&
      seen["/FT"] === "/Sig" &&
      seen["/Subtype"] === "/Widget" &&
      !seen["/AP"] &&
      !seen["/A"] &&
      !seen["/AA"] &&
      seen["/Rect"].length === 4 &&
      seen["/Rect"].every((x) => x === 0) &&
      look(seen["/V"]).value["/SubFilter"] === "/ETSI.RFC3161"
    );
  };
  const grown = (old = [], now = []) => flat(now.slice(0, old.length)) === flat(old) && now.slice(old.length).every(isStamp);
  for (let at = end; at < pdf.length; count++) {
    const found = new Map();
    for (;;) {
      const blank = /\s*/y;
      blank.lastIndex = at;
      blank.exec(words);
      at = blank.lastIndex;
      if (!/\d/.test(words[at] || "")) break;
      const one = objectAt(pdf, words, at);
      if (found.has(one.number)) throw new NoProof("object " + one.number);
      found.set(one.number, one);
      at = one.next;
    }
    const start = /\s*(?:xref[^]*?trailer\s*<<[^]*?>>\s*)?startxref\s+(\d+)\s+%%EOF[\r\n]*/y;
    start.lastIndex = at;
    const named = start.exec(words);
    if (!named) throw new NoProof("xref");
    const table = await tableAt(pdf, words, +named[1]),
      stream = [...found.values()].find((one) => one.at === +named[1]);
    if (!stream && words.slice(at).search(/\S/) + at !== +named[1]) throw new NoProof("xref");
    at = start.lastIndex;
    const { trailer, places } = table;
    if (trailer["/Prev"] !== before || trailer["/XRefStm"] || trailer["/Encrypt"]) throw new NoProof("trailer");
    if (flat(trailer["/Root"]) !== flat(base["/Root"]) || flat(trailer["/Info"] ?? 0) !== flat(base["/Info"] ?? 0))
      throw new NoProof("trailer");
    for (const [number, place] of places)
      if (place ? !found.has(number) || found.get(number).at !== place : number) throw new NoProof("object " + number);
    const root = look(base["/Root"]).value,
      older = new Map([...found].map(([number]) => [number, number < size || added.has(number) ? look(number + " 0 R") : null]));
    for (const [number, one] of found) added.set(number, one);
    const now = look(base["/Root"]).value,
      dss = parseInt(now["/DSS"], 10);
    if (!only(root, now, "/DSS", "/Extensions")) throw new NoProof("catalog");
    for (const [number, one] of found) {
      const old = older.get(number),
        ref = number + " 0 R";
      // What is new is seen by nobody but through an object that is allowed to name it.
      if (!old || (number === dss && number >= size) || ref === base["/Root"] || one === stream) continue;
      const fits =
        ref === base["/Info"]
          ? only(old.value, one.value, "/ModDate", "/Producer")
          : ref === now["/Metadata"]
            ? (await metadata(old)) === (await metadata(one))
            : ref === now["/AcroForm"]
              ? only(old.value, one.value, "/Fields") && grown(old.value["/Fields"], one.value["/Fields"])
              : one.value["/Type"] === "/Page"
                ? only(old.value, one.value, "/Annots") && grown(old.value["/Annots"], one.value["/Annots"])
                : one.value["/Type"] === "/VRI" && number >= size;
      if (!fits) throw new NoProof("object " + number);
    }
    before = +named[1];
  }
  return count;
}
