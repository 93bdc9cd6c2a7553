// What is half typed goes to the server as one types, so that a reload or another phone loses
// nothing. Without a network the page says so and tries again with the next change.
const form = document.querySelector("[data-keep]");
const state = form.querySelector("[data-kept]");
const PAUSE = 600;
let timer = 0;
let dirty = false;
let sending = false;

function body() {
  const data = new FormData(form);
  data.append("step", form.dataset.step);
  return data;
}

async function keep() {
  if (!dirty) return;
  dirty = false;
  try {
    const answer = await fetch(form.dataset.keep, {
      method: "POST", body: body(), keepalive: true, credentials: "same-origin",
    });
    state.textContent = answer.ok ? state.dataset.yes : "";
  } catch {
    dirty = true;
    state.textContent = state.dataset.no;
  }
}

form.addEventListener("input", () => {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
});
form.addEventListener("submit", () => {
  sending = true;
  clearTimeout(timer);
});
window.addEventListener("pagehide", () => {
  if (!sending) keep();
});
window.addEventListener("online", keep);
