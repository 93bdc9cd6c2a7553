// How long each section was on the screen, in whole seconds; large type; the device's voice.
import { aloud } from "./aloud.js";

export class Reading {
  constructor(form) {
    this.form = form;
    this.text = form.querySelector("[data-text]");
    this.sections = [...this.text.querySelectorAll("[data-section]")];
    this.seconds = this.sections.map(() => 0);
    this.total = 0;
    this.seen = new Set();
    this.watch();
    setInterval(() => this.count(), 1000);
    this.tools();
  }

  // What a draft keeps.
  get kept() {
    const { seconds, total } = this;
    return { reading: { seconds, total }, large: this.form.elements.large.value === "True" };
  }

  resume({ reading, large }) {
    this.enlarge(large);
    if (reading?.seconds?.length !== this.sections.length) return;
    this.seconds = reading.seconds;
    this.total = reading.total;
    this.put();
  }

  put() {
    this.form.elements.reading.value = JSON.stringify(this.kept.reading);
  }

  watch() {
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          this.seen[isIntersecting ? "add" : "delete"](this.sections.indexOf(target));
        }
      },
      { rootMargin: "-8% 0px -8% 0px" },
    );
    for (const section of this.sections) watcher.observe(section);
  }

  count() {
    if (document.visibilityState !== "visible" || !this.seen.size) return;
    for (const place of this.seen) this.seconds[place] += 1;
    this.total += 1;
    this.put();
    this.form.dispatchEvent(new Event("reading"));
  }

  enlarge(on) {
    this.text.classList.toggle("pledge-text--large", on);
    this.larger.setAttribute("aria-pressed", String(on));
    this.form.elements.large.value = on ? "True" : "";
  }

  // Reading aloud is recorded only once the device has really begun to speak.
  tools() {
    const { form, text } = this;
    this.larger = form.querySelector("[data-larger]");
    this.larger.addEventListener("click", () => {
      this.enlarge(this.larger.getAttribute("aria-pressed") !== "true");
    });
    aloud({
      button: form.querySelector("[data-speak]"),
      lines: () => text.querySelectorAll("p"),
      voiceless: form.querySelector("[data-no-voice]"),
      begun: () => (form.elements.aloud.value = "True"),
    });
    form.querySelector("[data-reading-tools]").hidden = false;
  }
}
