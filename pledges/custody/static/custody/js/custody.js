// Reads the agreement aloud where the browser can; without a voice the button stays hidden.
const button = document.querySelector("[data-read]");
const words = document.querySelector("[data-words]");
const voice = window.speechSynthesis;

function show(reading) {
  button.querySelector("span").textContent = reading ? button.dataset.on : button.dataset.off;
  button.setAttribute("aria-pressed", String(reading));
}

function read() {
  if (voice.speaking) {
    voice.cancel();
    show(false);
    return;
  }
  const lines = [...words.children].map((line) => line.textContent);
  for (const [place, line] of lines.entries()) {
    const speech = new SpeechSynthesisUtterance(line);
    speech.lang = "zh-CN";
    speech.rate = 0.85;
    if (place === lines.length - 1) speech.onend = () => show(false);
    voice.speak(speech);
  }
  show(true);
}

if (button && voice) {
  button.hidden = false;
  button.addEventListener("click", read);
  window.addEventListener("pagehide", () => voice.cancel());
}
