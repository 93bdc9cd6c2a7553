// Sign with a passkey instead of the password. Shown only where the browser can do it.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function assertion(address, token) {
  const answer = await fetch(address, { method: "POST", headers: { "X-CSRFToken": token } });
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

export function offerPasskey(form, sending) {
  const panel = form.querySelector("[data-passkey]");
  if (!panel || !globalThis.PublicKeyCredential) return;
  const { assertion: answer, csrfmiddlewaretoken: token } = form.elements;

  async function sign() {
    try {
      answer.value = await assertion(panel.dataset.passkey, token.value);
    } catch {
      sending.say(panel.dataset.refused);
      return;
    }
    await sending.send();
    answer.value = "";
  }

  panel.hidden = false;
  panel.querySelector("button").addEventListener("click", () => sending.begin(sign));
}
