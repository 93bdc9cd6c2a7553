// The receipt: when answers were left on this device (the phone died, the page was closed without
// a connection), they are sent now, into the late lane; failing that, the answer file is offered.

import { offerFile } from "./answerfile.js";
import { Courier } from "./courier.js";
import { openOutbox } from "./outbox.js";

const config = JSON.parse(document.getElementById("exam").textContent);
const left = document.querySelector("[data-left]");
const line = left.querySelector("[data-left-state]");

async function start() {
  const courier = new Courier(config, await openOutbox(), tell);
  const items = new Set((await courier.restore()).map((row) => row.item)).size;
  if (!items) return;
  const look = offerFile(left.querySelector("[data-rescue]"), config, courier);
  courier.over = true;

  function tell(name) {
    if (name !== "state") return;
    line.textContent = config.words[word()].replace("{n}", items);
    look(true);
  }

  // The server may have had them already: the phone's last words got through, their receipt did not.
  function word() {
    if (courier.state === "refused") return "left_refused";
    if (courier.unsent.size) return "left_waiting";
    return courier.late.size ? "left_sent" : "left_known";
  }

  left.hidden = false;
  line.textContent = config.words.left_sending.replace("{n}", items);
  window.addEventListener("online", () => courier.flush());
  courier.flush();
}

start();
