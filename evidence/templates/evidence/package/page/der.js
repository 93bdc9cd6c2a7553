/* DER, certificates, revocation lists and CMS signatures, as much as a seal and its timestamps need. */
function der(data, at = 0) {
  const tag = data[at];
  let size = data[at + 1],
    from = at + 2;
  if (size === undefined || size === 0x80) throw new Error("DER");
  if (size & 0x80) {
    const n = size & 0x7f;
    if (n > 4) throw new Error("DER");
    size = 0;
    for (let i = 0; i < n; i++) size = size * 256 + data[from + i];
    from += n;
  }
  if (!(from + size <= data.length)) throw new Error("DER");
  return { tag, body: data.subarray(from, from + size), raw: data.subarray(at, from + size) };
}
function children(node) {
  const out = [];
  for (let at = 0; at < node.body.length;) {
    const one = der(node.body, at);
    out.push(one);
    at += one.raw.length;
  }
  return out;
}
function oid(node) {
  const out = [Math.floor(node.body[0] / 40), node.body[0] % 40];
  let value = 0;
  for (const byte of node.body.subarray(1)) {
    value = value * 128 + (byte & 127);
    if (!(byte & 128)) {
      out.push(value);
      value = 0;
    }
  }
  return out.join(".");
}
const HASHES = {
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
  "1.2.840.113549.1.1.11": "SHA-256",
  "1.2.840.113549.1.1.12": "SHA-384",
  "1.2.840.113549.1.1.13": "SHA-512",
  "1.2.840.10045.4.3.2": "SHA-256",
  "1.2.840.10045.4.3.3": "SHA-384",
  "1.2.840.10045.4.3.4": "SHA-512",
};
const CURVES = { "1.2.840.10045.3.1.7": ["P-256", 32], "1.3.132.0.34": ["P-384", 48], "1.3.132.0.35": ["P-521", 66] };
const PLAIN_RSA = "1.2.840.113549.1.1.1",
  PSS = "1.2.840.113549.1.1.10",
  EC = "1.2.840.10045.2.1";
const named = (node) => oid(children(node)[0]);
function hashOf(node) {
  const name = oid(node);
  if (!HASHES[name]) throw new Unknown(name);
  return HASHES[name];
}
const clock = (node) => {
  const text = new TextDecoder().decode(node.body);
  const full = node.tag === 0x17 ? (text < "50" ? "20" : "19") + text : text;
  const at = Date.UTC(
    +full.slice(0, 4),
    +full.slice(4, 6) - 1,
    +full.slice(6, 8),
    +full.slice(8, 10),
    +full.slice(10, 12),
    +full.slice(12, 14),
  );
  if (!(at === at)) throw new Error("time");
  return at;
};
/* Extensions that may be marked critical and are understood here, or bind nobody but the reader of names. */
const UNDERSTOOD = ["2.5.29.15", "2.5.29.19", "2.5.29.37", "2.5.29.14", "2.5.29.35", "2.5.29.17", "2.5.29.32"];
const STAMPING = "1.3.6.1.5.5.7.3.8";
/* Uses that are none of signing documents: web servers, clients, code, e-mail, timestamps. */
const OTHER_USES = ["1", "2", "3", "4", "8"].map((one) => "1.3.6.1.5.5.7.3." + one);
function certificate(raw) {
  const [tbs, algorithm, value] = children(der(raw));
  const all = children(tbs),
    parts = all.filter((one) => one.tag !== 0xa0),
    block = all.find((one) => one.tag === 0xa3);
  const [begins, ends] = children(parts[3]).map(clock);
  const out = {
    raw,
    tbs: tbs.raw,
    algorithm,
    value: value.body.subarray(1),
    serial: parts[0].raw,
    issuer: parts[2].raw,
    begins,
    ends,
    subject: parts[4].raw,
    key: parts[5].raw,
    name: commonName(parts[4]),
    isAuthority: false,
    below: Infinity,
    usage: null,
    uses: null,
    usesCritical: false,
    odd: false,
  };
  for (const one of block ? children(children(block)[0]) : []) {
    const fields = children(one),
      kind = oid(fields[0]),
      critical = fields[1].tag === 1 && fields[1].body[0] !== 0,
      inside = der(fields[fields.length - 1].body);
    if (critical && !UNDERSTOOD.includes(kind)) out.odd = true;
    if (kind === "2.5.29.19")
      for (const part of children(inside)) {
        if (part.tag === 1) out.isAuthority = part.body[0] !== 0;
        if (part.tag === 2) out.below = part.body[0];
      }
    if (kind === "2.5.29.15") out.usage = inside.body[1] || 0;
    if (kind === "2.5.29.37") {
      out.uses = children(inside).map(oid);
      out.usesCritical = critical;
    }
  }
  return out;
}
function commonName(name) {
  for (const set of children(name)) {
    const [kind, text] = children(children(set)[0]);
    if (oid(kind) === "2.5.4.3") return new TextDecoder().decode(text.body);
  }
  return "?";
}
async function signedBy(spki, hash, data, value) {
  const [kind, curve] = children(children(der(spki))[0]),
    name = oid(kind);
  let how,
    sig = value;
  if (name === EC) {
    const known = CURVES[oid(curve)];
    if (!known) throw new Unknown(oid(curve));
    how = { name: "ECDSA", namedCurve: known[0], hash };
    sig = join(
      ...children(der(value)).map((n) => {
        const body = n.body[0] === 0 ? n.body.subarray(1) : n.body;
        return join(new Uint8Array(known[1] - body.length), body);
      }),
    );
  } else if (name === PLAIN_RSA) how = { name: "RSASSA-PKCS1-v1_5", hash };
  else throw new Unknown(name);
  let key;
  try {
    key = await subtle.importKey("spki", spki, how, false, ["verify"]);
  } catch (fault) {
    if (fault.name === "NotSupportedError") throw new Unknown(how.namedCurve || how.name);
    throw fault;
  }
  return subtle.verify(how, key, sig, data);
}
const INSIDE = "1.2.840.113549.1.9.16.2.14",
  OWN_CERTIFICATE = "1.2.840.113549.1.9.16.2.47";
/* What a CMS signature says of itself, before anything is computed. */
function readCms(raw) {
  const signed = children(children(children(der(raw))[1])[0]);
  const inside = children(signed[2]);
  const certs = signed
    .filter((one) => one.tag === 0xa0)
    .flatMap(children)
    .map((one) => certificate(one.raw));
  const signers = children(signed[signed.length - 1]);
  if (signers.length !== 1) throw new Error("signers");
  const fields = children(signers[0]),
    [issuer, serial] = children(fields[1]),
    attrs = fields.find((one) => one.tag === 0xa0),
    later = fields.find((one) => one.tag === 0xa1),
    told = {};
  for (const [kind, values] of children(attrs).map(children)) {
    if (told[oid(kind)]) throw new Error("attributes");
    told[oid(kind)] = children(values)[0];
  }
  const cert = certs.find((one) => same(one.issuer, issuer.raw) && same(one.serial, serial.raw));
  if (!cert) throw new Error("certificate");
  return {
    cert,
    certs,
    told,
    held: inside.length > 1 ? children(inside[1])[0].body : null,
    hash: children(fields[2])[0],
    how: fields.filter((one) => one.tag === 0x30)[2],
    over: join(Uint8Array.of(0x31), attrs.raw.subarray(1)),
    value: fields.find((one) => one.tag === 0x04).body,
    tokens: (later ? children(later) : [])
      .map(children)
      .filter(([kind]) => oid(kind) === INSIDE)
      .flatMap(([, values]) => children(values).map((one) => one.raw)),
  };
}
/* Whether it covers `content` (or what it holds inside), and was made with the key of its certificate. */
async function judgeCms(one, content) {
  const hash = hashOf(one.hash);
  if (oid(children(one.how)[0]) === PSS) throw new Unknown(PSS);
  one.fits = same(one.told["1.2.840.113549.1.9.4"].body, await digest(hash, one.held || content));
  one.holds = subtle ? await signedBy(one.cert.key, hash, one.over, one.value) : null;
  return one;
}
/* Whether the signed attributes name this very certificate, so that no other of the same key is put in. */
async function namesOwn(one) {
  if (!one.told[OWN_CERTIFICATE]) return false;
  const fields = children(children(children(one.told[OWN_CERTIFICATE])[0])[0]),
    hash = fields[0].tag === 0x30 ? hashOf(children(fields[0])[0]) : "SHA-256";
  return same(fields.find((field) => field.tag === 0x04).body, await digest(hash, one.cert.raw));
}
const blocks = (text, label) =>
  (text.match(new RegExp("-----BEGIN " + label + "-----[^-]+", "g")) || []).map((one) =>
    Uint8Array.from(atob(one.replace(/-+[A-Z0-9 ]+-+|\s/g, "")), (c) => c.charCodeAt(0)),
  );
const pems = (text) => blocks(text, "CERTIFICATE").map(certificate);
const runs = (cert, moment) => cert.begins <= moment && moment <= cert.ends;
/* From a certificate up to one of the roots, each issued by an authority that might, as of `moment`. */
async function pathTo(cert, roots, others, moment) {
  let path = [cert];
  for (let now = cert; path.length < 8;) {
    if (now.odd || !runs(now, moment)) return null;
    if (roots.some((one) => same(one.raw, now.raw))) return path;
    let next = null;
    for (const one of [...roots, ...others]) {
      const may = one.isAuthority && (one.usage === null || one.usage & 4) && one.below >= path.length - 1;
      if (!may || !same(one.subject, now.issuer) || path.some((seen) => same(seen.raw, one.raw))) continue;
      if (await signedBy(one.key, hashOf(children(now.algorithm)[0]), now.tbs, now.value)) {
        next = one;
        break;
      }
    }
    if (!next) return null;
    path = [...path, next];
    now = next;
  }
  return null;
}
/* When one of a path was revoked, by lists that its issuer signed; the earliest, or null. */
async function revokedAt(path, lists) {
  let found = null;
  for (const raw of lists) {
    const [tbs, algorithm, value] = children(der(raw)),
      parts = children(tbs).filter((one) => one.tag !== 2 && one.tag !== 0xa0),
      issuer = path.find((one) => one.isAuthority && same(one.subject, parts[1].raw));
    const holds =
      issuer && (await signedBy(issuer.key, hashOf(children(algorithm)[0]), tbs.raw, value.body.subarray(1)));
    if (!holds) continue;
    const rows = parts.slice(2).find((one) => one.tag === 0x30);
    for (const row of rows ? children(rows) : []) {
      const [serial, at] = children(row);
      const hit = path.some((one) => same(one.issuer, parts[1].raw) && same(one.serial, serial.raw));
      if (hit && (found === null || clock(at) < found)) found = clock(at);
    }
  }
  return found;
}
