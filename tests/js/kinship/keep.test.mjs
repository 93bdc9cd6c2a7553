import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Keep } from "../../../pledges/kinship/static/kinship/js/keep.js";
import { Element, lend } from "../page.mjs";
import { Timeline } from "../timeline.mjs";

let time;
let sent;
let reply;
let leave;

beforeEach(() => {
  time = new Timeline().install();
  sent = [];
  reply = () => ({ ok: true });
  leave = {};
  lend("addEventListener", (name, work) => (leave[name] = work));
  lend("FormData", class { append(name, value) { this[name] = value; } });
  lend("fetch", async (url, options) => {
    sent.push([url, options.body.step, options.keepalive]);
    return reply();
  });
});

function page() {
  const state = new Element({ dataset: { yes: "已存到服务器", no: "未能保存" } });
  const form = new Element({ dataset: { keep: "/keep", step: "about" } }, { "[data-kept]": state });
  new Keep(form).follow();
  return { form, state };
}

test("what is typed is kept a moment after the last key", async () => {
  const { form, state } = page();
  form.fire("input");
  await time.pass(500);
  form.fire("input");
  await time.pass(500);
  assert.deepEqual(sent, []);
  await time.pass(100);
  assert.deepEqual([sent, state.textContent], [[["/keep", "about", true]], "已存到服务器"]);
});

test("what is half typed when the page is left is kept at once", async () => {
  const { form } = page();
  leave.pagehide();
  assert.equal(sent.length, 0);
  form.fire("input");
  leave.pagehide();
  assert.equal(sent.length, 1);
});

test("a form that is being sent is not kept beside", async () => {
  const { form } = page();
  form.fire("input");
  form.fire("submit");
  leave.pagehide();
  await time.pass(5000);
  assert.deepEqual(sent, []);
});

test("without network the page says so, and tries again when it is back", async () => {
  const { form, state } = page();
  reply = () => {
    throw new Error("offline");
  };
  form.fire("input");
  await time.pass(600);
  assert.equal(state.textContent, "未能保存");
  reply = () => ({ ok: true });
  leave.online();
  await time.settle();
  assert.deepEqual([sent.length, state.textContent], [2, "已存到服务器"]);
  leave.online();
  await time.settle();
  assert.equal(sent.length, 2);
});

test("a refusal is not called kept", async () => {
  const { form, state } = page();
  reply = () => ({ ok: false });
  form.fire("input");
  await time.pass(600);
  assert.equal(state.textContent, "");
});
