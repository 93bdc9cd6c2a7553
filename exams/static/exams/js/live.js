// The invigilator's page renews its list every five seconds while it is in front; filters and the
// page number stay, and nothing moves while a link in it has the focus.

const EVERY = 5000;
const region = document.querySelector("[data-live]");

async function renew() {
  if (document.hidden || region.contains(document.activeElement)) return;
  const address = new URL(location.href);
  address.searchParams.set("part", "1");
  const reply = await fetch(address, { cache: "no-store" }).catch(() => null);
  if (reply && reply.ok && !reply.redirected) region.innerHTML = await reply.text();
}

setInterval(renew, EVERY);
