// The receipt: when answers were left on this device (the phone died, the page was closed without
// a connection), they are sent now, into the late lane; failing that, the answer file is offered.

import { offerFile } from "./answerfile.js";
import { Courier } from "./courier.js";
import { openOutbox } from "./outbox.js";
import { Wire } from "./wire.js";
import { sayer } from "./words.js";

const config = JSON.parse(document.getElementById("exam").textContent);
const say = sayer(config.words);
const left = document.querySelector("[data-left]");
const line = left.querySelector("[data-left-state]");

// Which sentence says how it stands. The server may have had the answers already: the phone's last
// words got through, their receipt did not.
function standing(courier) {
  if (courier.state === "refused") return "left_refused";
  if (courier.unsent.size) return "left_waiting";
  return courier.late.size ? "left_sent" : "left_known";
}

async function start() {
  const courier = new Courier(config, await openOutbox(), new Wire(config.token), { over: true });
  const items = new Set((await courier.restore()).map((row) => row.item)).size;
  if (!items) return;
  const look = offerFile(left.querySelector("[data-rescue]"), config, courier);
  courier.hear({
    state() {
      line.textContent = say(standing(courier), { n: items });
      look(true);
    },
  });
  left.hidden = false;
  line.textContent = say("left_sending", { n: items });
  window.addEventListener("online", () => courier.flush());
  courier.flush();
}

start();
