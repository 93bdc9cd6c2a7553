import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { offerPasskey } from "../../../evidence/static/evidence/js/passkey.js";
import { Element, lend } from "../page.mjs";

const bytes = (...values) => new Uint8Array(values).buffer;
let wanted;

beforeEach(() => {
  lend("PublicKeyCredential", class {});
  lend("fetch", async () => ({
    ok: true,
    json: async () => ({ challenge: "-_8", rpId: "site", allowCredentials: [{ type: "public-key", id: "AQI" }] }),
  }));
  const response = { authenticatorData: bytes(251, 255), clientDataJSON: bytes(1), signature: bytes(2) };
  const get = async ({ publicKey }) => {
    wanted = publicKey;
    return { id: "AQI", response };
  };
  lend("navigator", { credentials: { get } });
});

function page() {
  const sent = [];
  const said = [];
  const elements = { assertion: { value: "" }, csrfmiddlewaretoken: { value: "token" } };
  const button = new Element();
  const panel = new Element(
    { hidden: true, dataset: { passkey: "/challenge", refused: "未签署" } }, { button },
  );
  const form = new Element({ elements }, { "[data-passkey]": panel });
  const sending = {
    begin: (work) => (sending.work = work()),
    send: async () => sent.push(elements.assertion.value),
    say: (words) => said.push(words),
  };
  offerPasskey(form, sending);
  const press = () => {
    button.fire("click");
    return sending.work;
  };
  return { panel, elements, sent, said, press };
}

test("the device signs the challenge, and its answer is sent once with the form", async () => {
  const { panel, elements, sent, press } = page();
  assert.equal(panel.hidden, false);
  await press();
  assert.deepEqual([...wanted.challenge], [251, 255]);
  assert.deepEqual([...wanted.allowCredentials[0].id], [1, 2]);
  assert.deepEqual(sent.map((answer) => JSON.parse(answer)), [
    { id: "AQI", authenticatorData: "-_8", clientDataJSON: "AQ", signature: "Ag" },
  ]);
  assert.equal(elements.assertion.value, "");
});

test("who does not confirm signs nothing and reads so", async () => {
  const { sent, said, press } = page();
  navigator.credentials.get = async () => {
    throw new Error("cancelled");
  };
  await press();
  assert.deepEqual([sent, said], [[], ["未签署"]]);
});

test("a challenge that is refused signs nothing", async () => {
  const { sent, said, press } = page();
  lend("fetch", async () => ({ ok: false, status: 403 }));
  await press();
  assert.deepEqual([sent, said], [[], ["未签署"]]);
});

test("it is not offered where the browser has no passkeys", () => {
  lend("PublicKeyCredential", undefined);
  assert.equal(page().panel.hidden, true);
});
