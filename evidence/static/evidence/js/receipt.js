// After the server's word: forget the draft, and show how long the signature can be taken back.
import { forget } from "./draft.js";

for (const page of document.querySelectorAll("[data-forget]")) forget(page.dataset.forget);

const panel = document.querySelector("[data-take-back]");
if (panel) {
  const until = Date.parse(panel.dataset.until);
  const place = panel.querySelector("[data-left]");
  const tick = () => {
    const left = Math.max(0, Math.floor((until - Date.now()) / 1000));
    panel.hidden = left === 0;
    place.textContent = `${place.dataset.words} ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left) setTimeout(tick, 1000);
  };
  tick();
}
