// Says once each when 30, 15, 5 and 1 minutes are left: on the screen for a while, and to a screen
// reader at once.

const MINUTES = [30, 15, 5, 1];
const STAYS = 15000;

export class Warnings {
  constructor(line, live, left) {
    Object.assign(this, { line, live, timer: 0 });
    this.reset(left);
  }

  // What has passed already, or begins just now, is no news.
  reset(left) {
    this.left = left;
    this.due = MINUTES.filter((minutes) => left > (minutes + 0.5) * 60000);
  }

  // A phone that slept through a mark is told how much is left in truth.
  look(left, words) {
    if (left > this.left + 30000) this.reset(left); // more time, or a timer set right
    this.left = left;
    const passed = this.due.filter((minutes) => left <= minutes * 60000);
    if (!passed.length) return;
    this.due = this.due.filter((minutes) => !passed.includes(minutes));
    if (left > 0) this.show(words(Math.max(1, Math.round(left / 60000))));
  }

  show(text) {
    clearTimeout(this.timer);
    this.live.textContent = text;
    this.line.textContent = text;
    this.line.hidden = false;
    this.timer = setTimeout(() => {
      this.line.hidden = true;
    }, STAYS);
  }
}
