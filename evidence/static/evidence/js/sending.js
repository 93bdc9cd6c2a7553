// One press, one signature: sent by fetch, and believed only when the server answers. Without an
// answer the receipt page is asked; it exists only for a signed pledge.
const PATIENCE = 20000;
const form = document.querySelector("[data-ceremony]");
const state = form.querySelector("[data-sending-state]");
const button = form.querySelector("[data-send]");
const problems = document.querySelector("[data-problems]");

function within(options) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), PATIENCE);
  return { options: { ...options, signal: control.signal }, done: () => clearTimeout(timer) };
}

async function ask(url, wanted) {
  const { options, done } = within({ credentials: "same-origin", cache: "no-store", ...wanted });
  try {
    return await fetch(url, options);
  } finally {
    done();
  }
}

async function afterSilence() {
  state.textContent = form.dataset.asking;
  try {
    const answer = await ask(form.dataset.receipt, { redirect: "manual" });
    if (answer.status === 200) location.assign(form.dataset.receipt);
    else state.textContent = form.dataset.unsigned;
  } catch {
    state.textContent = form.dataset.unknown;
  }
}

function show({ errors, step }) {
  const lines = errors.map(({ field, label, words }) => {
    const item = document.createElement("li");
    const place = form.querySelector(`#id_${field}`);
    const line = place && place.type !== "hidden" ? document.createElement("a") : item;
    if (line !== item) {
      line.href = `#id_${field}`;
      item.append(line);
    }
    line.textContent = label ? `${label}：${words}` : words;
    return item;
  });
  problems.querySelector("ul")?.remove();
  const list = document.createElement("ul");
  list.append(...lines);
  problems.append(list);
  problems.hidden = false;
  form.dispatchEvent(new CustomEvent("step", { detail: step }));
  problems.focus();
}

export async function send() {
  problems.hidden = true;
  if (!navigator.onLine) {
    state.textContent = form.dataset.offline;
    return;
  }
  state.textContent = form.dataset.sending;
  let answer;
  try {
    answer = await ask(location.href, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
    });
  } catch {
    await afterSilence();
    return;
  }
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
    // Logged out, refused or broken: the page itself says what is the matter; the draft is kept.
    if (answer.ok) location.reload();
    else await afterSilence();
    return;
  }
  const told = await answer.json();
  state.textContent = "";
  if (told.next) location.assign(told.next);
  else show(told);
}

// One at a time: a second press waits for nothing and does nothing.
export async function begin(work) {
  if (button.disabled) return;
  button.disabled = true;
  try {
    await work((words) => (state.textContent = words));
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin(send);
});
