// The log-in may expire while an exam runs. Saving goes on by its token; this lets the candidate
// log in again without leaving the page, so that the receipt can be shown afterwards.

const CHECK_EVERY = 120000;

export function watchSession({ session, login, words }, panel) {
  const form = panel.querySelector("form");
  const line = panel.querySelector("[data-login-state]");
  let csrf = "";
  let before = null;

  async function look() {
    const reply = await fetch(session, { cache: "no-store" }).catch(() => null);
    if (!reply || !reply.ok) return null;
    const found = await reply.json();
    csrf = found.csrf;
    return found.signed_in;
  }

  async function check() {
    const signedIn = await look();
    if (signedIn === false && !panel.open) {
      before = document.activeElement;
      line.textContent = "";
      panel.show();
    } else if (signedIn && panel.open) close();
    return signedIn;
  }

  function close() {
    panel.close();
    form.reset();
    if (before && before.isConnected) before.focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    line.textContent = words.login_sending;
    const body = new FormData(form);
    body.set("csrfmiddlewaretoken", csrf);
    const sent = await fetch(login, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (!sent) line.textContent = words.login_offline;
    else if (!(await check())) line.textContent = sent.status === 429 ? words.login_locked : words.login_wrong;
  });
  panel.querySelector("[data-later]").addEventListener("click", close);
  setInterval(check, CHECK_EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || check());
}
