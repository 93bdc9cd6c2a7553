// The line above the items: whether everything is saved, and what is not.

// What the line says: a sentence's name, and how many items it is about.
export function syncState(courier) {
  const unsent = courier.unsent.size;
  const late = courier.late.size;
  if (late && !unsent) return { state: "late", words: "late_items", n: late };
  let { state } = courier;
  if (state === "online" && unsent) state = "waiting";
  if (state === "over" && !unsent) state = "online";
  return { state, words: state, n: unsent };
}

export function drawSync(line, say, courier) {
  const { state, words, n } = syncState(courier);
  line.dataset.state = state;
  let text = say(words, { n });
  if (!courier.durable && courier.unsent.size) text = `${text} ${say("memory")}`;
  if (line.textContent !== text) line.textContent = text;
}
