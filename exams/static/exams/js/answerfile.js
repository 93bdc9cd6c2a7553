// The answer file: the last resort for answers that cannot reach the server. It is sealed for this
// one attempt (AES-GCM, docs/exam-protocol.md), so that it can travel by chat or on a stick.

const FORMAT = "jiangtang-answers-1";
const MOST_BYTES = 2000000;
const MOST_ROWS = 20000;
const PATIENCE = 60000;
const STUCK = ["offline", "refused", "broken", "full"];

// Browsers lend their cipher to secure addresses only (https, or this very machine).
const canSeal = () => Boolean(window.isSecureContext && window.crypto && window.crypto.subtle);
const toBytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const utf8 = (text) => new TextEncoder().encode(text);

function toText(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const plain = (rows) =>
  JSON.stringify({
    events: rows.map(({ client, seq, item, answer, flag }) =>
      answer === undefined ? { client, seq, item, flag } : { client, seq, item, answer }
    ),
  });

// Far too many changes of long texts: then the last word about each item has to do.
function lastWords(rows) {
  const last = new Map();
  rows.forEach((row) => last.set(`${row.item}/${row.answer === undefined}`, row));
  return [...last.values()];
}

export async function seal({ attempt, file_key: key }, rows) {
  let bytes = utf8(plain(rows));
  if (rows.length > MOST_ROWS || bytes.length > MOST_BYTES) bytes = utf8(plain(lastWords(rows)));
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const own = await crypto.subtle.importKey("raw", toBytes(key), "AES-GCM", false, ["encrypt"]);
  const bound = { name: "AES-GCM", iv: nonce, additionalData: utf8(`${FORMAT}:${attempt}`) };
  const data = new Uint8Array(await crypto.subtle.encrypt(bound, own, bytes));
  return JSON.stringify({ format: FORMAT, attempt, nonce: toText(nonce), data: toText(data) });
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// Returns look(ended): shows the offer while answers have been waiting for a minute, and at once
// when the time has ended without a connection.
export function offerFile(panel, config, courier) {
  const one = (name) => panel.querySelector(`[data-${name}]`);
  const { words } = config;
  const copy = one("file-text");

  function tell(name) {
    one("file-state").textContent = words[name];
  }

  async function make(use) {
    try {
      use(await seal(config, courier.all));
    } catch {
      tell("file_failed");
    }
  }

  one("file-download").addEventListener("click", () =>
    make((text) => {
      save(`jiangtang-${config.attempt.slice(0, 8)}.json`, text);
      tell("file_made");
    })
  );
  one("file-copy").addEventListener("click", () =>
    make((text) => {
      copy.value = text;
      copy.hidden = false;
      copy.focus();
      copy.select();
      tell(document.execCommand("copy") ? "file_copied" : "file_select");
    })
  );
  one("file-can").hidden = !canSeal();
  one("file-cannot").hidden = canSeal();

  return (ended) => {
    const stuck = courier.waited > PATIENCE || (ended && STUCK.includes(courier.state));
    const wanted = courier.unsent.size > 0 && stuck;
    if (wanted === !panel.hidden) return;
    panel.hidden = !wanted;
    if (wanted && ended) panel.open = true;
  };
}
