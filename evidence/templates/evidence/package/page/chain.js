/* The evidence chain and the daily roots, in the one way of writing them that openssl and sed read as well. */
const entryLine = (one) => canonical({ body: one.body, digest: one.digest, previous: one.previous });
const written = (head, rows, tail) => head + "\n" + rows.join(",\n") + (rows.length ? "\n" : "") + tail;
const chainText = (chain) =>
  written(
    canonical({ document: chain.document, format: chain.format, subject: chain.subject }).slice(0, -1) +
      ',"entries":[',
    chain.entries.map(entryLine),
    "]}\n",
  );
const rootsText = (kept) =>
  written('{"roots":[', kept.roots.map(canonical), '],"paths":[') +
  written("", kept.paths.map(canonical), "]}\n");
const same64 = (text) => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
/* Where a chain breaks, counted from 1; 0 when it holds. */
async function breakOf(chain) {
  let previous = "0".repeat(64),
    place = 0;
  for (const one of chain.entries) {
    place++;
    const fits = one.body.subject === chain.subject && one.body.seq === place && one.previous === previous;
    if (!fits || (await link(previous, one.body)) !== one.digest) return place;
    previous = one.digest;
  }
  return 0;
}
const EAST = 8 * 3600000; // the days of the roots are those of the people who signed
const dayOf = (at) => new Date(Date.parse(at) + EAST).toISOString().slice(0, 10);
async function climb(entry, steps) {
  let node = await digest("SHA-256", join(Uint8Array.of(0), unhex(entry)));
  for (const step of steps) {
    const other = unhex(step.digest);
    node = await digest("SHA-256", step.left ? join(Uint8Array.of(1), other, node) : join(Uint8Array.of(1), node, other));
  }
  return hex(node);
}
const ODD_ROOTS = T("不是本系统的写法", "is not written as this system writes it");
/* [state, words, {day: root}]: every entry up to the last root leads to the root of its own day. */
async function judgeRoots(text, entries) {
  const kept = JSON.parse(text),
    { roots, paths } = kept;
  if (rootsText(kept) !== text) return ["no", ODD_ROOTS];
  if (!roots.length)
    return paths.length
      ? ["no", T("有路径而没有根值", "has paths without a root")]
      : ["open", T("当日根值次日凌晨生成，之后请再下载一次", "the root of the day is made on the next morning")];
  const days = new Map();
  let last = null;
  for (const one of roots) {
    const follows = last ? one.previous === last.digest && one.day > last.day : true;
    const whole = same64(one.root) && same64(one.previous) && Number.isInteger(one.entries) && one.entries > 0;
    const told = { day: one.day, entries: one.entries, root: one.root };
    if (!follows || !whole || (await link(one.previous, told)) !== one.digest)
      return ["no", one.day + T(" 的根值断开", ": the chain of roots breaks")];
    days.set(one.day, one);
    last = one;
  }
  const ways = new Map();
  for (const way of paths) {
    if (ways.has(way.seq) || !entries[way.seq - 1])
      return ["no", T("有多余的路径：第 ", "a path too many: entry ") + way.seq];
    ways.set(way.seq, way);
  }
  let reached = 0;
  const used = new Set();
  for (const entry of entries) {
    const seq = entry.body.seq,
      day = dayOf(entry.body.at),
      way = ways.get(seq);
    if (day > last.day) {
      if (way) return ["no", T("有多余的路径：第 ", "a path too many: entry ") + seq];
      continue;
    }
    const root = days.get(day);
    if (!root) return ["no", T("缺少这一天的根值：", "the root of this day is left out: ") + day];
    if (!way || way.day !== day)
      return ["no", T("第 " + seq + " 条没有到 " + day + " 根值的路径", "entry " + seq + " has no path to the root of " + day)];
    const fits = way.steps.length <= Math.ceil(Math.log2(root.entries)) && way.steps.every((one) => same64(one.digest));
    if (!fits || (await climb(entry.digest, way.steps)) !== root.root)
      return ["no", T("第 " + seq + " 条到不了 " + day + " 的根值", "entry " + seq + " does not lead to the root of " + day)];
    used.add(day);
    reached++;
  }
  if (!used.has(last.day))
    return ["no", last.day + T(" 的根值与本文书的任何一条存证无关", ": a root that no entry of this document leads to")];
  return [
    "yes",
    reached +
      T(" 条存证通到当日根值。根值是否被改过，只有外部留存能证明，请比对：", " entries lead to the root of their day. Compare with a copy kept outside: ") +
      [...used].map((day) => day + " " + days.get(day).root).join("；"),
    kept.roots,
  ];
}
