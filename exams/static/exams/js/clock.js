// The server's clock on this page. It runs on the monotonic timer, so that changing the phone's
// clock changes nothing, and is set anew by every answer of the server.

export class Clock {
  constructor(now, deadline) {
    this.best = Infinity;
    this.set({ now, deadline, travel: 0 });
    this.best = Infinity; // the page itself travelled for an unknown time: any reply is better
  }

  set({ now, deadline, travel }) {
    this.deadline = deadline;
    if (travel > this.best * 2 + 50) return; // a slow reply says less than what is known
    this.best = travel;
    this.offset = now + travel - performance.now();
  }

  // A sleeping phone may stop the monotonic timer: the next reply counts whatever it took.
  distrust() {
    this.best = Infinity;
  }

  get left() {
    return this.deadline - (performance.now() + this.offset);
  }
}

export function words(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}
