// What is half typed goes to the server as one types, so that a reload or another phone loses
// nothing. Without a network the page says so and tries again with the next change.
const PAUSE = 600;

export class Keep {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-kept]");
    this.timer = 0;
    this.dirty = false;
    this.sending = false;
  }

  follow() {
    this.form.addEventListener("input", () => {
      this.dirty = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), PAUSE);
    });
    this.form.addEventListener("submit", () => {
      this.sending = true;
      clearTimeout(this.timer);
    });
    addEventListener("pagehide", () => {
      if (!this.sending) this.keep();
    });
    addEventListener("online", () => this.keep());
  }

  get body() {
    const data = new FormData(this.form);
    data.append("step", this.form.dataset.step);
    return data;
  }

  async keep() {
    if (!this.dirty) return;
    this.dirty = false;
    try {
      const answer = await fetch(this.form.dataset.keep, {
        method: "POST", body: this.body, keepalive: true, credentials: "same-origin",
      });
      this.state.textContent = answer.ok ? this.state.dataset.yes : "";
    } catch {
      this.dirty = true;
      this.state.textContent = this.state.dataset.no;
    }
  }
}

const form = globalThis.document?.querySelector("[data-keep]");
if (form) new Keep(form).follow();
