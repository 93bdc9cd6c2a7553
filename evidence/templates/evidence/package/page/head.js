const ZH = !/^en/.test(new URLSearchParams(location.search).get("lang") || "zh");
const T = (zh, en) => (ZH ? zh : en);
const $ = (id) => document.getElementById(id);
document.documentElement.lang = ZH ? "zh-CN" : "en";
$("title").textContent = T("签署文书离线核验", "Check a signed document without a network");
$("lead").textContent = T("本网页不联网，文件不离开您的设备。", "This page uses no network; the files stay on your device.");
$("label").textContent = T("选择压缩包，或解压后的全部文件：", "Choose the ZIP, or all unpacked files:");
$("outside-label").textContent = T(
  "外部留存的根值（可不填；填写后再选文件）：",
  "Root kept outside (may be left empty; fill it in before choosing files):",
);
$("limits").textContent = T(
  "本网页检查：文件齐全且没有多余的、PDF 只有签名覆盖的内容、签名及证书（签发、用途、有效期、包内的吊销列表）、时间戳、" +
    "内附证据、存证链、到每日根值的路径。签名和每日根值都成立，才说“通过”。请用您自己从网站下载的本网页，" +
    "不要用别人发来的包里的那一份。它不能说明签署时是谁拿着手机，也不知道文件下载以后发生的事。",
  "This page checks: that all files are there and none besides, that the PDF holds nothing but what its seal covers, " +
    "the seal and its certificate (issuer, use, term, the revocation lists in the package), the timestamps, the evidence " +
    "inside, the chain, and the paths to the daily roots. It says that something holds only when seal and daily root do. " +
    "Use a copy of this page that you took from the site yourself, not the one in a package that somebody sent. It does " +
    "not say who held the phone, nor what happened after the package was made.",
);
$("remains").textContent = T(
  "同时握有签名密钥和数据库的人，能造出一份本网页看不出破绽的文书；能把它识破的，只有存放在外部的每日根值：" +
    "造出来的根值与当时送出去的不同。请把根值与邮件、打印件或别处的副本比对。只握有数据库的人，" +
    "能在签署之后的条目上做手脚（例如抽掉撤销的记载），同样由外部根值或网站上的查询识破。",
  "Who holds both the key of the seal and the database can make a document that this page finds no fault with; what " +
    "shows it is the daily root kept outside: the forged one differs from the one that was sent out at the time. Compare " +
    "it with the mail, the print-out or another copy. Who holds the database alone can tamper with the entries after the " +
    "signature, for example take out a revocation; the outside root, or a look at the site, shows that as well.",
);
$("made").textContent = T("本网页制作于 ", "This page was made on ") + KNOWN.made.slice(0, 10) +
  T("；认得的签名证书指纹：", "; it knows these certificates of the seal: ") + (KNOWN.seals.join(" ") || T("（无）", "(none)"));
