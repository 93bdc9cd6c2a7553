/* Whom to believe: the certificates of the seal that this page was given by the site, and its roots. */
async function loadTrust(one) {
  if (one.trust) return one.trust;
  const lists = [...one.files.keys()].filter((name) => /\/revoked-\d+\.pem$/.test(name));
  return (one.trust = {
    roots: pems(one.text("certificates/roots.pem")),
    others: pems(one.text("certificates/others.pem")),
    lists: lists.flatMap((name) => blocks(one.text(name), "X509 CRL")),
  });
}
const isKnownRoot = async (root) => !KNOWN.roots.length || KNOWN.roots.includes(await sha(root.raw));
/* The moment as of which certificates are judged: the proven one, else the one that the file claims. */
const momentOf = (one) => one.proven || need(one.cut).claimed || Date.parse(one.sealed.at);
async function checkCertificate(one) {
  const { roots, others, lists } = await loadTrust(one),
    cert = need(one.seal).cert,
    print = await sha(cert.raw);
  if (print !== need(one.sealed).data.certificate)
    return ["no", T("不是存证所记的签名证书", "is not the certificate that the chain names"), "signature/signature.der"];
  if (one.seal.holds === null) return ["open", T("未检查", "not checked")];
  const ours = KNOWN.seals.includes(print);
  const suits = cert.usage !== null && cert.usage & 0x40;
  const elsewhere = cert.uses && cert.uses.every((use) => OTHER_USES.includes(use));
  if (!suits || (elsewhere && !ours))
    return ["no", T("这张证书不是用于签署文件的", "was not issued for signing documents")];
  const moment = momentOf(one),
    path = await pathTo(cert, roots, [...others, ...one.seal.certs], moment);
  if (!path)
    return ["no", T("不是由这些根证书签发的，或者签名时不在有效期内", "does not lead to one of these roots, or was not valid then")];
  const root = path[path.length - 1],
    rootPrint = await sha(root.raw);
  const gone = await revokedAt(path, lists);
  if (gone !== null && !(one.proven && one.proven < gone))
    return ["no", T("已于此日吊销，没有时间戳证明签名在此之前：", "was revoked, and no timestamp shows that it signed before: ") + when(gone)];
  const words =
    cert.name + T("；证书指纹 ", "; fingerprint of the certificate ") + print +
    T("；根证书指纹（请另行核对）", "; fingerprint of the root (compare it) ") + " " + rootPrint;
  if (ours || !KNOWN.seals.length) return ["yes", words];
  if ((await isKnownRoot(root)) && Date.parse(one.sealed.at) > Date.parse(KNOWN.made))
    return ["open", T("本网页制作之后才启用的证书，请到网站重新下载本网页核对：", "came into use after this page was made; fetch the page anew: ") + words];
  return ["no", T("本系统没有用过这张签名证书：", "never sealed here: ") + words];
}
/* Each timestamp: in the signature itself, or named in the chain; by an authority that may stamp. */
async function checkStamps(one) {
  const told = one.entries.filter((entry) => entry.body.kind === "stamped").map((entry) => entry.body.data),
    seen = [],
    count = [...one.files.keys()].filter((name) => /^timestamps\/\d+\.der$/.test(name)).length;
  let ends = 0;
  for (let n = 1; n <= count; n++) {
    const name = "timestamps/" + n + ".der";
    let title = T("时间戳 ", "Timestamp ") + n;
    const state = await check(name, title, async () => {
      const raw = one.get(name);
      const [answer, words, file, made, until] = await judgeStamp(one, raw, n, told, seen, ends);
      seen.push(raw);
      if (until) ends = until;
      if (made && answer === "yes" && !one.proven) one.proven = made;
      return [answer, words, file];
    });
    if (state === "no") break;
  }
  await check("timestamps/1.der", T("时间戳齐全", "All timestamps are there"), async () => {
    const inside = one.seal ? one.seal.tokens : [];
    const wants = one.sealed && ["B-T", "B-LTA"].includes(one.sealed.data.level);
    if (wants && !inside.length) return ["no", T("签名里的时间戳被去掉了", "the timestamp was taken out of the signature")];
    for (const raw of inside)
      if (!seen.some((held) => same(held, raw))) return ["no", T("签名里的时间戳不在包里", "the one in the signature is left out")];
    for (const data of told) {
      let found = false;
      for (const raw of seen) found = found || (await sha(raw)) === data.token;
      if (!found) return ["no", T("存证所记的时间戳不在包里", "one that the chain names is left out")];
    }
    if (!seen.length)
      return ["open", T("时间戳待补：没有权威机构证明时间", "none yet: no authority confirms the time"), " "];
    if (ends && ends < Date.now())
      return [
        "open",
        T("最后一个时间戳的证书已于此日到期且没有续期，时间不再得到证明：", "the certificate of the last one ended on this day and was not renewed; the time is proven no more: ") +
          when(ends),
      ];
    return ["yes", seen.length + ""];
  });
}
async function judgeStamp(one, raw, n, told, seen, ends) {
  const data = one.get("timestamps/" + n + ".data"),
    pdf = one.get(one.document),
    inside = need(one.seal).tokens.some((held) => same(held, raw)),
    mine = await sha(raw),
    named = told.some((data) => data.token === mine && data.sha256 === need(one.sealed).data.sha256);
  if (!inside && !named) return ["no", T("签名里没有，存证也没有记载", "is neither in the signature nor named in the chain")];
  const beside = !inside && same(data, pdf),
    before = [];
  for (const held of seen) before.push(await digest("SHA-256", held));
  const renews = !inside && !beside,
    body = inside ? one.seal.value : beside ? pdf : join(await digest("SHA-256", pdf), ...before);
  if (!same(data, body) || (renews && !seen.length))
    return ["no", T("所对应的不是这份文件和此前的时间戳", "is not about this file and the timestamps before"), "timestamps/" + n + ".data"];
  const stamp = readCms(raw),
    info = children(der(stamp.held)),
    [algorithm, imprint] = children(info[2]),
    made = clock(info.find((node) => node.tag === 0x18));
  if (!same(imprint.body, await digest(hashOf(children(algorithm)[0]), data)))
    return ["no", T("签的是别的内容", "covers something else")];
  await judgeCms(stamp, null);
  if (!stamp.fits || stamp.holds === false) return ["no", T("已损坏", "is damaged")];
  const words = stamp.cert.name + "，" + when(made);
  if (stamp.holds === null) return ["open", words, "", made, stamp.cert.ends];
  const { roots, others } = await loadTrust(one),
    may = stamp.cert.uses && stamp.cert.usesCritical && flatUses(stamp.cert) === STAMPING && !stamp.cert.isAuthority,
    path = may && (await pathTo(stamp.cert, roots, [...others, ...stamp.certs], made));
  if (!path || !(await isKnownRoot(path[path.length - 1])))
    return ["no", T("不是有资格的时间戳机构出具的：", "is not by an authority that may stamp: ") + words];
  if (made > Date.now() + 86400000) return ["no", T("时间在将来：", "is of the future: ") + words];
  if (renews && made > ends)
    return [
      "open",
      words + T("；续期时前一个时间戳已经过期，此前的时间不再得到证明", "; the timestamp before had run out by then: the time before is proven no more"),
      "",
      made,
      stamp.cert.ends,
    ];
  const home = await pathTo(one.seal.cert, roots, [...others, ...one.seal.certs], made).catch(() => null),
    own = home && same(home[home.length - 1].raw, path[path.length - 1].raw);
  const note = own ? T("（与本系统同属一家，不是独立的第三方证明）", " (run by the same house: no independent witness)") : "";
  return ["yes", words + note, "", made, stamp.cert.ends];
}
const flatUses = (cert) => cert.uses.join(",");
const SLACK = 5 * 60000,
  LATEST = 86400000;
/* The claimed times against the proven one, by the same bounds as on the site. */
function checkTimes(one) {
  const claimed = need(one.cut).claimed,
    signed = one.signed ? Date.parse(one.signed.at) : NaN;
  const embedded = one.proven && one.seal.tokens.length;
  if (embedded && (claimed - one.proven > SLACK || one.proven - claimed > LATEST))
    return ["no", T("PDF 所写的时间与时间戳不符：", "the PDF claims another time than its timestamp proves: ") + when(claimed), one.document];
  if (one.proven && signed - one.proven > SLACK)
    return ["no", T("签署时间晚于时间戳：", "the signature is later than its timestamp: ") + when(signed)];
  if (Math.abs(Date.parse(need(one.sealed).at) - claimed) > LATEST)
    return ["no", T("存证所记的封印时间与 PDF 不符", "the chain names another time of sealing than the PDF")];
  return ["yes", T("签署 ", "signed ") + when(signed || Date.parse(one.sealed.at))];
}
const ENDS = {
  revoked: T("已撤销", "revoked"),
  taken_back: T("签署人已收回", "taken back by the signer"),
  superseded: T("已由后来的签署取代", "replaced by a later signature"),
  ended: T("已终止", "ended"),
  voided: T("已作废", "made void"),
};
const LATER = T(
  "；这之后的事本包不知道，请在网站上用核验码查询",
  "; what happened afterwards this package does not know: look the code up on the site",
);
function standing(one) {
  need(one.sealed);
  const from = one.signed ? one.signed.seq : 0,
    ended = one.entries.filter((entry) => ENDS[entry.body.kind] && entry.body.seq > from),
    last = one.entries[one.entries.length - 1];
  const until = T("以第 ", "as of entry ") + last.body.seq + T(" 条存证为止，", ", ") + when(Date.parse(last.body.at));
  if (!ended.length) return ["yes", until + T("：没有撤销或取代的记载", ": nothing says that it was revoked or replaced") + LATER];
  const end = ended[0].body;
  one.ended = ENDS[end.kind] + "，" + when(Date.parse(end.at));
  return ["open", one.ended + LATER];
}
