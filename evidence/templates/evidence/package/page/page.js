/* The clock of the people who signed, wherever the file is opened. */
const when = (moment) =>
  new Date(moment + EAST).toISOString().slice(0, 19).replace("T", " ") + T("（北京时间）", " (UTC+8)");
let rows = [];
function say(state, file, title, words, topic = "") {
  const row = document.createElement("li"),
    mark = document.createElement("b"),
    box = document.createElement("div"),
    head = document.createElement("strong"),
    text = document.createElement("div");
  row.className = state;
  row.dataset.state = state;
  row.dataset.file = file;
  row.dataset.topic = topic;
  mark.textContent = { yes: "✓", no: "✗", open: "○" }[state];
  mark.className = state;
  head.textContent = title;
  text.textContent = (state === "no" && file ? file + "：" : "") + words;
  box.append(head, text);
  row.append(mark, box);
  $("checks").append(row);
  rows.push({ state, title, topic });
  return state;
}
/* What an earlier check could not give: that one stands there in red or open already. */
class Missing extends Error {}
function need(value) {
  if (!value) throw new Missing();
  return value;
}
/* One check: what it throws is a failure of that file, never of the page. */
async function check(file, title, work, topic) {
  try {
    const [state, words, named] = await work();
    return say(state, named || file, title, words, topic);
  } catch (fault) {
    if (fault instanceof Unknown)
      return say(
        "open",
        file,
        title,
        T("此浏览器不会算这种算法，请用 openssl 核验：", "this browser does not know this algorithm; use openssl: ") +
          fault.message,
        topic,
      );
    if (fault instanceof Missing)
      return say("open", file, title, T("未检查：它所依据的项目不成立", "not checked: what it rests on does not hold"), topic);
    const words = fault instanceof Odd ? fault.message : T("缺失、损坏或无法读取", "missing, damaged or unreadable");
    return say("no", fault.file || file, title, fault instanceof Odd ? words : words + " (" + fault.message + ")", topic);
  }
}
const TITLES = {
  files: T("文件齐全", "All files are there"),
  chain: T("存证链", "Evidence chain"),
  pdf: T("PDF 与存证相符", "The PDF is the one in the evidence"),
  part: T("签名覆盖的内容", "What the signature covers"),
  seal: T("数字签名", "Digital signature"),
  inside: T("内附证据", "Evidence inside the PDF"),
  bound: T("存证链与签名覆盖的证据", "The chain and the evidence under the signature"),
  certificate: T("签名证书", "Certificate of the seal"),
  time: T("时间前后", "Order of the times"),
  roots: T("每日根值", "Daily roots"),
  outside: T("外部留存的根值", "Root kept outside"),
  standing: T("是否仍有效", "Whether it still counts"),
};
/* All that is known of one package, filled check by check. */
class Package {
  constructor(files) {
    this.files = files;
    this.entries = [];
    this.sealed = this.seal = this.chain = this.proven = null;
    this.roots = [];
  }
  get(name) {
    if (!this.files.has(name)) throw new Odd(name, T("缺少此文件", "is missing"));
    return this.files.get(name);
  }
  text(name) {
    return new TextDecoder("utf-8", { fatal: true }).decode(this.get(name));
  }
  get document() {
    return this.chain ? this.chain.document : "pledge.pdf";
  }
}
const OURS = /^[a-z]{3,20}\.pdf$/;
async function checkFiles(one) {
  const listed = rowsOf(one.get(SUMS)),
    names = listed.map(([, name]) => name);
  const papers = names.filter((name) => OURS.test(name));
  for (const name of names)
    if (names.indexOf(name) !== names.lastIndexOf(name)) return ["no", T("出现了两次", "is there twice"), name];
  for (const name of names)
    if (!FIXED.includes(name) && !NUMBERED.test(name) && name !== papers[0])
      return ["no", T("不该在核验包里", "does not belong in a package"), name];
  if (!papers.length) return ["no", T("缺少此文件", "is missing"), one.document];
  for (const name of [...NEEDED, ...names])
    if (!one.files.has(name) || !names.includes(name)) return ["no", T("缺少此文件", "is missing"), name];
  for (const name of one.files.keys())
    if (name !== SUMS && !names.includes(name)) return ["no", T("不在清单中", "is not in the list"), name];
  for (const [sum, name] of listed)
    if ((await sha(one.get(name))) !== sum)
      return ["no", T("内容与清单中的摘要不符", "is not what the list of digests says"), name];
  return ["yes", listed.length + T(" 个文件与清单一致，没有多余的", " files are as listed, and none besides")];
}
async function checkChain(one) {
  const text = one.text("chain.json"),
    chain = JSON.parse(text);
  if (chainText(chain) !== text) return ["no", ODD_ROOTS];
  one.chain = chain;
  one.entries = chain.entries;
  const place = await breakOf(chain);
  if (place) return ["no", T("第 " + place + " 条断开", "breaks at entry " + place)];
  const all = chain.entries.filter((entry) => entry.body.kind === "sealed" && entry.body.data.certificate);
  if (all.length !== 1) return ["no", T("没有封印归档的条目，或不止一条", "has no entry of the sealing, or several")];
  one.sealed = all[0].body;
  return ["yes", chain.entries.length + T(" 条，首尾相接", " entries, each linked to the one before")];
}
async function checkPdf(one) {
  const name = one.document;
  if (!OURS.test(name)) return ["no", T("文书的名称不对", "names no document"), "chain.json"];
  const data = one.get(name),
    told = one.sealed && one.sealed.data;
  if (!told || told.size !== data.length || (await sha(data)) !== told.sha256)
    return ["no", T("不是存证条目所记的文件", "is not the file that the evidence names")];
  return ["yes", told.sha256];
}
async function checkPart(one) {
  const pdf = one.get(one.document),
    words = new TextDecoder("latin1").decode(pdf),
    seal = sealOf(pdf, words);
  one.cut = seal;
  one.words = words;
  if (!seal) return ["no", T("文件没有数字签名，而存证说有", "carries no signature, yet the chain speaks of one"), one.document];
  if (!same(seal.part, one.get("signature/signed-part.bin"))) return ["no", T("与 PDF 不符", "does not fit the PDF")];
  if (!same(seal.der, one.get("signature/signature.der")))
    return ["no", T("与 PDF 中的签名不符", "is not the signature in the PDF"), "signature/signature.der"];
  if (seal.end === pdf.length) return ["yes", T("从第一个字节到最后一个字节", "from the first byte to the last")];
  try {
    const count = await proofsBehind(pdf, words, seal.end);
    return ["yes", T("之后只增加了证明材料：", "behind it there are only further proofs: ") + count];
  } catch (fault) {
    if (fault instanceof Unknown) throw fault;
    const words = T("签名之后的内容被改过或增加过", "was changed or added to after the signature");
    return ["no", words + " (" + fault.message + ")", one.document];
  }
}
async function checkSeal(one) {
  one.seal = readCms(one.get("signature/signature.der"));
  await judgeCms(one.seal, one.get("signature/signed-part.bin"));
  if (!one.seal.fits) return ["no", T("签名与内容不符", "does not fit the content"), one.document];
  if (one.seal.holds === null)
    return ["open", T("此浏览器不向本地文件提供密码功能，请用 openssl", "this browser offers no cryptography to local files; use openssl")];
  if (!one.seal.holds) return ["no", T("不是由证书对应的密钥签的", "was not made with the key of its certificate")];
  if (!(await namesOwn(one.seal))) return ["no", T("签名没有写明自己的证书", "does not name its certificate")];
  return ["yes", one.seal.cert.name];
}
async function checkInside(one) {
  const data = one.get("evidence.json"),
    inside = JSON.parse(one.text("evidence.json")),
    code = need(one.chain).subject.slice(one.chain.subject.indexOf(":") + 1);
  one.evidence = inside;
  if (inside.document.code !== code) return ["no", T("所载是另一份文书", "speaks of another document")];
  if ((await sha(data)) !== need(one.sealed).data.evidence)
    return ["no", T("不是存证条目所记的证据", "is not the one that the chain names")];
  const all = await attachments(one.get(one.document), need(one.words), need(one.cut).end);
  if (!all.some((held) => same(held, data)))
    return ["no", T("不是 PDF 里的那一份", "is not the one inside the PDF")];
  return ["yes", code];
}
async function checkBound(one) {
  const told = need(one.evidence).chain;
  if (!told) return ["open", T("签名覆盖的证据没有写明存证链", "the evidence under the signature does not name the chain")];
  const entry = one.entries[told.seq - 1];
  const fits =
    entry &&
    entry.digest === told.head &&
    entry.previous === told.previous &&
    canonical(entry.body) === told.entry &&
    ["signed", "in_force"].includes(entry.body.kind) &&
    need(one.sealed).seq > told.seq;
  if (!fits)
    return ["no", T("存证链不是签名时的那一条：签名覆盖的证据写的是别的摘要", "is not the chain of the signature: the evidence under it names another digest")];
  one.signed = entry.body;
  return ["yes", T("第 " + told.seq + " 条（签署）及此前各条，都由签名覆盖", "entry " + told.seq + " (the signature) and all before are covered by the seal")];
}
async function run(list) {
  $("checks").textContent = "";
  rows = [];
  $("verdict").className = "";
  delete $("verdict").dataset.state;
  $("verdict").textContent = T("正在核验…", "Checking…");
  let one = null;
  try {
    await check("ZIP", T("打开文件", "Files opened"), async () => {
      one = new Package(await gather(list));
      return ["yes", one.files.size + T(" 个文件", " files")];
    });
    if (one) await checkAll(one);
  } catch (fault) {
    say("no", "", T("核验", "Check"), T("未能完成：", "could not be finished: ") + fault.message);
  }
  conclude(one);
}
async function checkAll(one) {
  await check(SUMS, TITLES.files, () => checkFiles(one), "files");
  await check("chain.json", TITLES.chain, () => checkChain(one), "chain");
  await check(one.document, TITLES.pdf, () => checkPdf(one), "pdf");
  await check("signature/signed-part.bin", TITLES.part, () => checkPart(one), "part");
  await check("signature/signature.der", TITLES.seal, () => checkSeal(one), "seal");
  await check("evidence.json", TITLES.inside, () => checkInside(one), "inside");
  await check("chain.json", TITLES.bound, () => checkBound(one), "bound");
  await checkStamps(one);
  await check("certificates/roots.pem", TITLES.certificate, () => checkCertificate(one), "certificate");
  await check("chain.json", TITLES.time, async () => checkTimes(one), "time");
  await check(
    "roots.json",
    TITLES.roots,
    async () => {
      const [state, words, roots] = await judgeRoots(one.text("roots.json"), need(one.chain).entries);
      if (state !== "yes") return [state, words];
      one.roots = roots;
      const last = roots[roots.length - 1].day,
        open = [one.signed, one.sealed].filter((body) => !body || dayOf(body.at) > last);
      return open.length
        ? ["open", T("签署或封印当日的根值还没有生成", "the root of the day of signing or sealing is not made yet")]
        : [state, words];
    },
    "roots",
  );
  const kept = ($("outside").value || "").toLowerCase().match(/[0-9a-f]{64}/g);
  if (kept)
    await check("roots.json", TITLES.outside, async () => {
      const hit = one.roots.find((root) => kept.includes(root.root) || kept.includes(root.digest));
      return hit
        ? ["yes", T("与您填写的一致：", "is the one that you gave: ") + hit.day]
        : ["no", T("您填写的根值不在包里", "the root that you gave is not in the package")];
    }, "outside");
  await check("chain.json", TITLES.standing, async () => standing(one), "standing");
}
function conclude(one) {
  const told = (topic) => rows.some((row) => row.topic === topic && row.state === "yes"),
    open = rows.filter((row) => row.state === "open").map((row) => row.title),
    // Without the seal and the root nothing else amounts to an answer.
    proven = ["files", "chain", "pdf", "part", "seal", "inside", "bound", "certificate", "roots"].every(told);
  let state = "open",
    outcome = "open",
    words = T("○ 尚不能下结论。未能确认：", "○ No conclusion yet. Not confirmed: ") + open.join(T("、", ", "));
  if (!rows.length || rows.some((row) => row.state === "no")) {
    state = outcome = "no";
    words = T("✗ 核验不成立，请勿采信", "✗ It does not hold: do not rely on it");
  } else if (one.ended) {
    outcome = "ended";
    words = T("○ 文件不假，但已不再有效：", "○ Genuine, but it counts no more: ") + one.ended;
    if (!proven) words += T("。未能确认：", ". Not confirmed: ") + open.join(T("、", ", "));
  } else if (proven && !open.length) {
    state = outcome = "yes";
    words = T("✓ 核验通过", "✓ It holds");
  } else if (proven)
    words = T("○ 签名和每日根值成立。尚未确认：", "○ Seal and daily root hold. Not confirmed: ") + open.join(T("、", ", "));
  $("verdict").className = state;
  $("verdict").textContent = words;
  $("verdict").dataset.outcome = outcome;
  $("verdict").dataset.state = state;
}
$("files").addEventListener("change", (event) => run(Array.from(event.target.files)));
