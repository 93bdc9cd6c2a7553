// The notice that the exam goes on on another page, and the way to go on here instead.

// `back()` shows the item again once this page writes.
export function offerTakeOver(find, say, courier, back) {
  const notice = find("elsewhere");
  const button = find("takeover");
  const line = find("takeover-state");

  async function takeOver() {
    button.disabled = true;
    line.textContent = say("sending_takeover");
    try {
      await courier.takeOver();
      line.textContent = "";
      back();
    } catch {
      line.textContent = say("takeover_offline");
    }
    button.disabled = false;
  }

  button.addEventListener("click", takeOver);
  courier.hear({
    lease(writes) {
      notice.hidden = writes;
      if (!writes) notice.querySelector("h2").focus();
      find("announce").textContent = writes ? "" : say("elsewhere");
    },
  });
}
