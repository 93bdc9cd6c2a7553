// Time that passes when a test says so: timers and the monotonic clock of the page.

const turns = (count) =>
  Array.from({ length: count }).reduce(
    (before) => before.then(() => new Promise((resolve) => setImmediate(resolve))),
    Promise.resolve()
  );

export class Timeline {
  constructor() {
    this.now = 0;
    this.timers = new Map();
    this.last = 0;
  }

  // Takes the place of the page's own timers and clock.
  install() {
    globalThis.setTimeout = (work, delay = 0) => {
      this.last += 1;
      this.timers.set(this.last, { due: this.now + delay, work });
      return this.last;
    };
    globalThis.clearTimeout = (id) => this.timers.delete(id);
    Object.defineProperty(globalThis, "performance", {
      configurable: true,
      value: { now: () => this.now },
    });
    return this;
  }

  // Lets everything happen that waits for no timer.
  settle() {
    return turns(12);
  }

  // Lets so many milliseconds pass, and every timer fire in its turn.
  async pass(milliseconds) {
    const end = this.now + milliseconds;
    await this.settle();
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.due <= end);
      if (!due.length) break;
      const [id, timer] = due.sort(([a, one], [b, other]) => one.due - other.due || a - b)[0];
      this.now = Math.max(this.now, timer.due);
      this.timers.delete(id);
      timer.work();
      await this.settle();
    }
    this.now = end;
  }
}
