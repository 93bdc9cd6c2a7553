// A text read aloud by the device's own voice, with one button that starts and stops.
// `voiceless`: shown instead when no voice speaks Chinese; without it any voice will do.
// `begun`: called when the device has really begun to speak.
export function aloud({ button, lines, voiceless = null, rate = 1, begun = () => {} }) {
  const device = globalThis.speechSynthesis;
  if (!device && !voiceless) return;
  const label = button.querySelector("span") ?? button;
  let speaking = false;

  function say(on) {
    speaking = on;
    label.textContent = on ? button.dataset.stop : button.dataset.start;
  }

  function stop() {
    device.cancel();
    say(false);
  }

  function speak() {
    const voice = device?.getVoices().find(({ lang }) => lang.startsWith("zh"));
    if (voiceless) {
      voiceless.hidden = Boolean(voice);
      if (!voice) return;
    }
    const words = [...lines()].map((line) => line.textContent);
    for (const [place, line] of words.entries()) {
      const utterance = new SpeechSynthesisUtterance(line);
      Object.assign(utterance, { lang: "zh-CN", rate });
      if (voice) utterance.voice = voice;
      if (place === 0) utterance.onstart = begun;
      if (place === words.length - 1) utterance.onend = () => say(false);
      device.speak(utterance);
    }
    say(true);
  }

  button.hidden = false;
  button.addEventListener("click", () => (speaking ? stop() : speak()));
  addEventListener("pagehide", () => device?.cancel());
}
