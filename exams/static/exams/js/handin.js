// Handing in: by the candidate, who may go on answering while nothing could be sent, or by the
// clock. It is tried again and again until it is done or given up.

const FIRST_WAIT = 1000;
const MOST_WAIT = 15000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class HandIn {
  // `parts`: the line, and the buttons submit and back. `page`: toReview() locks the sheet and asks,
  // toItems() opens it again, leave() goes to the receipt.
  constructor({ courier, clock, say, parts, page }) {
    Object.assign(this, { courier, clock, say, parts, page, handing: null });
  }

  // From the press of the button until the receipt, or until the candidate goes on.
  get underWay() {
    return this.handing !== null;
  }

  byCandidate() {
    return this.start(this.say("sending"), false);
  }

  byClock() {
    return this.start(this.say("timeup"), true);
  }

  async start(text, byTime) {
    this.begin(text);
    const { signal } = this.handing;
    for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 1.6, MOST_WAIT)) {
      try {
        if (byTime && (await this.extended())) {
          this.goOn();
          return;
        }
        await this.courier.handIn();
        break;
      } catch (fault) {
        if (fault.status === 410) break;
        if (fault.body && fault.body.error === "lease_lost") {
          this.goOn();
          return;
        }
        if (signal.aborted) return;
        this.failed(byTime);
      }
      await pause(wait);
      if (signal.aborted) return;
      this.parts.line.textContent = text;
    }
    this.page.leave();
  }

  begin(text) {
    if (this.handing) this.handing.abort();
    this.handing = new AbortController();
    this.page.toReview();
    this.parts.submit.disabled = true;
    this.parts.back.hidden = true;
    this.parts.line.hidden = false;
    this.parts.line.textContent = text;
  }

  failed(byTime) {
    const again = byTime ? "resend" : "resend_early";
    const told = ["refused", "busy", "full"].find((state) => state === this.courier.state);
    this.parts.line.textContent = this.say(told || again, { n: this.courier.unsent.size });
    this.parts.back.hidden = byTime;
  }

  // Back to the items: there is more time, another page has taken over, or nothing could be sent.
  goOn() {
    if (this.handing) this.handing.abort();
    this.handing = null;
    this.parts.submit.disabled = !this.courier.writes;
    this.parts.back.hidden = false;
    this.parts.line.hidden = true;
    this.page.toItems();
  }

  // Whether time was given while this page could not hear of it. Throws while nobody answers: what
  // was not asked must not be taken for a no, or the network's return would hand in at once.
  async extended() {
    if (!(await this.courier.beat()) && !this.courier.over) {
      await this.courier.flush();
      if (!this.courier.over) throw new Error("unheard");
    }
    return !this.courier.over && this.clock.left > 1000;
  }
}
