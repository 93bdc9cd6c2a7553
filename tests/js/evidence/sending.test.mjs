import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Sending } from "../../../evidence/static/evidence/js/sending.js";
import { Element, lend } from "../page.mjs";

const WORDS = { offline: "无网络", sending: "发送中", asking: "查询中", unsigned: "未签署", unknown: "未知" };
const json = (body, status = 200) => ({
  ok: status === 200, status, headers: new Headers({ "Content-Type": "application/json" }), json: async () => body,
});
const html = (status) => ({ ok: status === 200, status, headers: new Headers({ "Content-Type": "text/html" }) });
let asked;
let went;
let reloads;

beforeEach(() => {
  asked = [];
  went = [];
  reloads = 0;
  lend("navigator", { onLine: true });
  lend("location", { href: "/sign/", assign: (url) => went.push(url), reload: () => (reloads += 1) });
  lend("FormData", class {});
  lend("document", { createElement: (name) => new Element({ name }) });
});

// `answers`: what the server says, in turn; an Error is a reply that never arrives.
function page(...answers) {
  lend("fetch", async (url, options) => {
    asked.push([options.method ?? "GET", url]);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const state = new Element();
  const button = new Element({ disabled: false });
  const form = new Element(
    { dataset: { ...WORDS, receipt: "/receipt/" } },
    {
      "[data-sending-state]": state,
      "[data-send]": button,
      "#id_password": new Element({ type: "password" }),
      "#id_drawn": new Element({ type: "hidden" }),
    },
  );
  const problems = new Element({ hidden: true });
  const sending = new Sending(form, problems);
  sending.follow();
  return { sending, form, state, button, problems };
}

test("a signature leads to its receipt", async () => {
  await page(json({ next: "/receipt/" })).sending.send();
  assert.deepEqual(went, ["/receipt/"]);
});

test("the form is sent by the script alone, once for two presses", async () => {
  const { form, button } = page(json({ next: "/receipt/" }));
  assert.equal(form.fire("submit").defaultPrevented, true);
  assert.equal(button.disabled, true);
  form.fire("submit");
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.deepEqual(asked, [["POST", "/sign/"]]);
  assert.equal(button.disabled, false);
});

test("without network nothing is sent, and the page says so", async () => {
  navigator.onLine = false;
  const { sending, state } = page();
  await sending.send();
  assert.deepEqual([asked, state.textContent], [[], "无网络"]);
});

for (const [status, place, words] of [[200, ["/receipt/"], "查询中"], [302, [], "未签署"], [404, [], "未签署"]]) {
  test(`after a lost reply the receipt is asked: ${status}`, async () => {
    const { sending, state } = page(new Error("lost"), html(status));
    await sending.send();
    assert.deepEqual(asked, [["POST", "/sign/"], ["GET", "/receipt/"]]);
    assert.deepEqual([went, state.textContent], [place, words]);
  });
}

test("when the server cannot be reached at all it is not known whether it is signed", async () => {
  const { sending, state } = page(new Error("lost"), new Error("lost"));
  await sending.send();
  assert.deepEqual([went, state.textContent], [[], "未知"]);
});

test("a page instead of an answer is shown when it is one, and asked about when it is a fault", async () => {
  await page(html(200)).sending.send();
  assert.equal(reloads, 1);
  const { sending, state } = page(html(500), html(302));
  await sending.send();
  assert.deepEqual([reloads, state.textContent], [1, "未签署"]);
});

test("a refusal is listed, leads to its field and to the step to mend", async () => {
  const errors = [
    { field: "password", label: "口令", words: "不正确" },
    { field: "drawn", label: "签名", words: "还没有签名" },
    { field: "__all__", label: "", words: "请重新阅读" },
  ];
  const { sending, form, problems } = page(json({ errors, step: "confirm" }, 422));
  let step;
  form.addEventListener("step", (event) => (step = event.detail));
  await sending.send();
  const [list] = problems.children;
  const lines = list.children.map((item) => item.children[0] ?? item);
  assert.deepEqual(lines.map(({ name, href, textContent }) => [name, href, textContent]), [
    ["a", "#id_password", "口令：不正确"],
    ["li", undefined, "签名：还没有签名"],
    ["li", undefined, "请重新阅读"],
  ]);
  assert.deepEqual([step, problems.hidden, problems.focused, went], ["confirm", false, true, []]);
});
