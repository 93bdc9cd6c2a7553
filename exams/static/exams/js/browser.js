// Proves Safe Exam Browser by its script interface, where it cannot send headers. The key that the
// browser gives is the hash of this page's address; it is posted once, then the page is loaded anew.

const place = document.querySelector("[data-browser-check]");
const seb = window.SafeExamBrowser;

async function prove() {
  const body = new URLSearchParams({ hash: seb.security.configKey || "" });
  const reply = await fetch(place.dataset.browserCheck, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": place.dataset.csrf },
  }).catch(() => null);
  if (reply && reply.ok) location.reload();
  else place.textContent = place.dataset.failed;
}

if (place && seb && seb.security) {
  if (typeof seb.security.updateKeys === "function") seb.security.updateKeys(prove);
  else prove();
}
