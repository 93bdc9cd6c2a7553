// The drawing survives a reload of this tab; the form is sent once, and a lost answer is asked for.
import { pad } from "./signature.js";
import "./sending.js";
import "./passkey.js";

const form = document.querySelector("[data-ceremony]");
const key = `declaration:${form.elements.digest.value}`;

function restore() {
  try {
    return sessionStorage.getItem(key) || "";
  } catch {
    return "";
  }
}

const kept = restore();
if (kept && !form.elements.drawn.value) {
  form.elements.drawn.value = kept;
  pad.strokes = pad.restore();
  pad.draw();
  pad.say();
}
form.addEventListener("change", () => {
  try {
    sessionStorage.setItem(key, form.elements.drawn.value);
  } catch {
    // A full or forbidden store: the page works on, only a reload would forget.
  }
});
