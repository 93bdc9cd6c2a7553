// Runs the script of verify.html outside a browser: node page_stub.mjs JOB.json, where JOB is
// {page, files: [[name, path], …], now, outside, subtle}. Prints what the page would show, as JSON.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const html = readFileSync(job.page, "utf8");
const script = html.slice(html.indexOf("<script>") + 8, html.lastIndexOf("</script>"));

class Node {
  constructor() {
    this.dataset = {};
    this.children = [];
    this.value = "";
    this.text = "";
    this.heard = {};
  }
  append(...more) {
    this.children.push(...more);
  }
  addEventListener(kind, act) {
    this.heard[kind] = act;
  }
  set textContent(words) {
    this.text = words;
    this.children = [];
  }
  get textContent() {
    return this.text + this.children.map((one) => one.textContent).join("");
  }
}
const named = {};
const document = {
  documentElement: {},
  getElementById: (id) => (named[id] ??= new Node()),
  createElement: () => new Node(),
};
const crypto = job.subtle === false ? {} : webcrypto;
const self = { crypto, DecompressionStream };
class Clock extends Date {
  constructor(...parts) {
    super(...(parts.length ? parts : [job.now]));
  }
  static now() {
    return job.now;
  }
}
new Function("document", "location", "self", "Date", script)(document, { search: "" }, self, Clock);
document.getElementById("outside").value = job.outside || "";
const files = job.files.map(([name, path]) => {
  const data = readFileSync(path);
  return { name, arrayBuffer: async () => data.buffer.slice(data.byteOffset, data.byteOffset + data.length) };
});
await named.files.heard.change({ target: { files } });
const rows = named.checks.children.map((row) => ({ ...row.dataset, words: row.textContent }));
console.log(JSON.stringify({ ...named.verdict.dataset, words: named.verdict.textContent, rows }));
