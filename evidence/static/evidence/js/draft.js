// Ticks, strokes and reading times survive a reload of this tab; nothing else is kept, and the
// receipt page forgets them.
import { pad } from "./signature.js";
import { enlarge, reading, resume } from "./reading.js";

const form = document.querySelector("[data-ceremony]");
const key = `pledge:${form.dataset.draft}`;
const boxes = [...form.querySelectorAll("[data-clause]")];

function keep() {
  const draft = {
    ticks: boxes.filter((box) => box.checked).map((box) => box.value),
    drawn: form.elements.drawn.value,
    large: form.elements.large.value === "True",
    reading,
  };
  try {
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full or forbidden store: the page works on, only a reload would forget.
  }
}

function restore() {
  let draft;
  try {
    draft = JSON.parse(sessionStorage.getItem(key));
  } catch {
    return;
  }
  if (!draft) return;
  for (const box of boxes) box.checked ||= draft.ticks.includes(box.value);
  if (!form.elements.drawn.value && draft.drawn) {
    form.elements.drawn.value = draft.drawn;
    pad.strokes = pad.restore();
    pad.draw();
    pad.say();
  }
  enlarge(draft.large);
  resume(draft.reading);
}

restore();
form.addEventListener("change", keep);
form.addEventListener("reading", keep);
