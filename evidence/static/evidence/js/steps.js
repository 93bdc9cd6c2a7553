// A signing page in three steps: read, draw, confirm. A step is left once it is done.
export function steps(form, pad, reading) {
  const parts = [...form.querySelectorAll("[data-part]")];
  const marks = [...form.querySelectorAll("[data-go]")];
  const clauses = [...form.querySelectorAll("[data-clause]")];
  const pace = form.querySelector("[data-pace]");
  const helper = form.querySelector("[data-helper]");
  const { helped, helper_name: helperName, helper_relation: helperRelation } = form.elements;
  let paceAsked = false;

  function warn(part, words) {
    const line = form.querySelector(`[data-warning="${part}"]`);
    line.textContent = words;
    line.hidden = !words;
  }

  // Why the reader cannot leave a part yet: an element to go to, or null.
  const obstacles = {
    read() {
      const open = clauses.find((box) => !box.checked);
      const nameless = helped.checked && [helperName, helperRelation].find((box) => !box.value.trim());
      warn("read", open ? form.dataset.unread : nameless ? form.dataset.unhelped : "");
      return open || nameless || tooQuick();
    },
    draw() {
      warn("draw", pad.isEmpty ? form.dataset.undrawn : "");
      return pad.isEmpty ? pad.canvas : null;
    },
  };

  // Asked once and gently: a quick reader may go on.
  function tooQuick() {
    if (paceAsked || helped.checked || form.elements.aloud.value) return null;
    if (reading.total >= Number(form.dataset.least)) return null;
    paceAsked = true;
    pace.hidden = false;
    return pace;
  }

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
  form.querySelector("[data-read-enough]").addEventListener("click", () => {
    pace.hidden = true;
    go("draw");
  });
  form.querySelector("[data-read-again]").addEventListener("click", () => {
    pace.hidden = true;
    form.scrollIntoView({ block: "start" });
  });
  form.addEventListener("step", (event) => show(event.detail, { focus: false }));
  const showHelper = () => (helper.hidden = !helped.checked);
  helped.addEventListener("change", showHelper);
  showHelper();
  form.addEventListener("change", () => {
    if (clauses.every((box) => box.checked)) warn("read", "");
    if (!pad.isEmpty) warn("draw", "");
  });
  show(form.dataset.step, { focus: false });
}
