// How long each section was on the screen, in whole seconds; large type; the device's voice.
const form = document.querySelector("[data-ceremony]");
const text = form.querySelector("[data-text]");
const sections = [...text.querySelectorAll("[data-section]")];
const seen = new Set();

export const reading = { seconds: sections.map(() => 0), total: 0 };

function put() {
  form.elements.reading.value = JSON.stringify(reading);
}

export function resume(kept) {
  if (kept?.seconds?.length !== sections.length) return;
  Object.assign(reading, kept);
  put();
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      seen[isIntersecting ? "add" : "delete"](sections.indexOf(target));
    }
  },
  { rootMargin: "-8% 0px -8% 0px" },
);
for (const section of sections) watcher.observe(section);

setInterval(() => {
  if (document.visibilityState !== "visible" || !seen.size) return;
  for (const place of seen) reading.seconds[place] += 1;
  reading.total += 1;
  put();
  form.dispatchEvent(new Event("reading"));
}, 1000);

// --- Large type
const larger = form.querySelector("[data-larger]");
export function enlarge(on) {
  text.classList.toggle("pledge-text--large", on);
  larger.setAttribute("aria-pressed", String(on));
  form.elements.large.value = on ? "True" : "";
}
larger.addEventListener("click", () => enlarge(larger.getAttribute("aria-pressed") !== "true"));
form.querySelector("[data-reading-tools]").hidden = false;

// --- Read aloud: recorded only once the device has really begun to speak
const button = form.querySelector("[data-speak]");
const noVoice = form.querySelector("[data-no-voice]");
const voices = () => window.speechSynthesis?.getVoices().filter((voice) => voice.lang.startsWith("zh")) ?? [];

function stop() {
  window.speechSynthesis.cancel();
  button.textContent = button.dataset.start;
}

function speak() {
  const [voice] = voices();
  noVoice.hidden = Boolean(voice);
  if (!voice) return;
  const words = [...text.querySelectorAll("p")].map((line) => line.textContent);
  for (const [place, line] of words.entries()) {
    const utterance = new SpeechSynthesisUtterance(line);
    utterance.voice = voice;
    utterance.lang = "zh-CN";
    if (place === 0) utterance.onstart = () => (form.elements.aloud.value = "True");
    if (place === words.length - 1) utterance.onend = stop;
    window.speechSynthesis.speak(utterance);
  }
  button.textContent = button.dataset.stop;
}

button.addEventListener("click", () => {
  if (button.textContent === button.dataset.stop) stop();
  else speak();
});
addEventListener("pagehide", () => window.speechSynthesis?.cancel());
