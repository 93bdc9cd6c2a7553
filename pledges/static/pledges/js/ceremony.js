// The signing page in three steps. It stays one form and one POST; without this file all three
// parts simply stand below each other.
import { pad } from "./signature.js";

const form = document.querySelector("[data-ceremony]");
const parts = [...form.querySelectorAll("[data-part]")];
const marks = [...form.querySelectorAll("[data-go]")];
const clauses = [...form.querySelectorAll("[data-clause]")];

function warn(part, words) {
  const line = form.querySelector(`[data-warning="${part}"]`);
  line.textContent = words;
  line.hidden = !words;
}

// Why the reader cannot leave a part yet: an element to go to, or null.
const obstacles = {
  read() {
    const open = clauses.find((box) => !box.checked);
    warn("read", open ? form.dataset.unread : "");
    return open || null;
  },
  draw() {
    warn("draw", pad.isEmpty ? form.dataset.undrawn : "");
    return pad.isEmpty ? pad.canvas : null;
  },
};

function show(name, { focus = true } = {}) {
  for (const part of parts) part.hidden = part.dataset.part !== name;
  for (const mark of marks) mark.toggleAttribute("aria-current", mark.dataset.go === name);
  marks.find((mark) => mark.dataset.go === name).setAttribute("aria-current", "step");
  pad.fit();
  if (!focus) return;
  const heading = form.querySelector(`[data-part="${name}"] h2`);
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  form.scrollIntoView({ block: "start" });
}

function go(target) {
  const order = parts.map((part) => part.dataset.part);
  for (const name of order.slice(0, order.indexOf(target))) {
    const obstacle = obstacles[name]?.();
    if (obstacle) {
      show(name, { focus: false });
      const place = obstacle.closest("section") || obstacle;
      place.scrollIntoView({ block: "center" });
      obstacle.focus({ preventScroll: true });
      return;
    }
  }
  show(target);
}

for (const button of form.querySelectorAll("[data-next]")) {
  button.hidden = false;
  button.addEventListener("click", () => go(button.dataset.next));
}
form.addEventListener("change", () => {
  if (clauses.every((box) => box.checked)) warn("read", "");
  if (!pad.isEmpty) warn("draw", "");
});
show(form.dataset.step, { focus: false });
