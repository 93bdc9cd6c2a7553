// What the phone does with the page: it hides it, wakes it, loses and finds the network.

// Sends everything before the page goes away; looks again when it comes back.
export function listenToThePhone({ courier, clock, sheet }) {
  const leave = () => {
    sheet.recordTyping(null);
    if (courier.pending.length) courier.flush(true);
  };
  const wake = () => {
    clock.distrust();
    courier.flush();
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : wake()));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && wake());
  window.addEventListener("online", () => courier.flush());
  window.addEventListener("beforeunload", (event) => {
    if (courier.unsent.size && !courier.durable) event.preventDefault();
  });
}
