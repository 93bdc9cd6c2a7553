// Sign with a passkey instead of the password. Shown only where the browser can do it.
import { begin, send } from "./sending.js";

const form = document.querySelector("[data-ceremony]");
const panel = form.querySelector("[data-passkey]");
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function assertion() {
  const answer = await fetch(panel.dataset.passkey, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
  });
  if (!answer.ok) throw new Error(answer.status);
  const options = await answer.json();
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: options.allowCredentials.map((one) => ({ ...one, id: bytes(one.id) })),
  };
  const { id, response } = await navigator.credentials.get({ publicKey });
  return JSON.stringify({
    id,
    authenticatorData: text(response.authenticatorData),
    clientDataJSON: text(response.clientDataJSON),
    signature: text(response.signature),
  });
}

if (panel && window.PublicKeyCredential) {
  panel.hidden = false;
  panel.querySelector("button").addEventListener("click", () =>
    begin(async (say) => {
      try {
        form.elements.assertion.value = await assertion();
      } catch {
        say(panel.dataset.refused);
        return;
      }
      await send();
      form.elements.assertion.value = "";
    }),
  );
}
