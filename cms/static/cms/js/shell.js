// What every page does with scripts; without them all of it still works, only less smoothly.

// After a refused form the summary takes the focus, so that a screen reader starts there.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

// Passwords can be looked at; the button only appears where it works.
for (const box of document.querySelectorAll("[data-reveal]")) {
  const input = box.querySelector("input");
  const button = box.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.firstElementChild.textContent = shown ? button.dataset.hide : button.dataset.show;
  });
}

// On a phone the open tab may lie outside its row.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const row = tab.parentElement;
  const from = tab.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += from - (row.clientWidth - tab.offsetWidth) / 2;
}

// Menus close on Escape, and when one goes elsewhere.
const menus = [...document.querySelectorAll("details[data-menu]")];
const close = (menu) => { menu.open = false; };
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus.filter((each) => each.open)) {
    close(menu);
    menu.querySelector("summary").focus();
  }
});
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    menus.filter((menu) => menu.open && !menu.contains(event.target)).forEach(close);
  });
}

// A second tap on a slow network must not send a form twice. The lock opens by itself, because
// a form may also answer with a download, which leaves the page standing.
const LOCK = 4000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, LOCK);
});
