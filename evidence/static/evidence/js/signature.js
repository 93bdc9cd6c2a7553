// A box to sign in. Points are kept as fractions of the box's width, so turning the phone or
// zooming never distorts or loses the signature. Only shapes are kept: no time, no pressure.
const ASPECT = 0.6; // height of the box for a width of 1
const UNIT = 1000; // what the server gets: a canvas 1000 wide
const NEAR = 0.003; // points nearer than this are one point

export class Pad {
  constructor(root) {
    this.canvas = root.querySelector("[data-pad]");
    this.input = root.querySelector("[data-drawn]");
    this.state = root.querySelector("[data-pad-state]");
    this.strokes = this.restore();
    this.pointer = null;
    this.listen(root);
    this.fit();
    this.say();
  }

  restore() {
    try {
      const { strokes } = JSON.parse(this.input.value);
      return strokes.map((stroke) => stroke.map(([x, y]) => [x / UNIT, y / UNIT]));
    } catch {
      return [];
    }
  }

  // What a draft kept, as if it had just been drawn.
  put(drawn) {
    this.input.value = drawn;
    this.strokes = this.restore();
    this.draw();
    this.say();
  }

  listen(root) {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.begin(event));
    canvas.addEventListener("pointermove", (event) => this.go(event));
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(name, (event) => this.end(event));
    }
    root.querySelector("[data-pad-clear]").addEventListener("click", () => this.keep([]));
    root.querySelector("[data-pad-undo]").addEventListener("click", () => this.keep(this.strokes.slice(0, -1)));
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const clip = (value, most) => Math.min(Math.max(value, 0), most);
    return [clip((event.clientX - box.left) / box.width, 1), clip((event.clientY - box.top) / box.width, ASPECT)];
  }

  begin(event) {
    if (this.pointer !== null || (event.pointerType === "mouse" && event.button !== 0)) return;
    event.preventDefault();
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.strokes.push([this.place(event)]);
    this.draw();
  }

  go(event) {
    if (event.pointerId !== this.pointer) return;
    const stroke = this.strokes[this.strokes.length - 1];
    const events = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    for (const each of events.length ? events : [event]) {
      const point = this.place(each);
      const last = stroke[stroke.length - 1];
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= NEAR) stroke.push(point);
    }
    this.draw();
  }

  end(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.keep(this.strokes);
  }

  keep(strokes) {
    this.strokes = strokes;
    const whole = (stroke) => stroke.map(([x, y]) => [Math.round(x * UNIT), Math.round(y * UNIT)]);
    const data = { width: UNIT, height: UNIT * ASPECT, strokes: strokes.map(whole) };
    this.input.value = strokes.length ? JSON.stringify(data) : "";
    this.draw();
    this.say();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say() {
    const { some, none } = this.state.dataset;
    this.state.textContent = this.isEmpty ? none : `${some} ${this.strokes.length}`;
  }

  fit() {
    const width = this.canvas.clientWidth;
    if (!width) return; // the step is hidden; it is fitted when shown
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(width * ASPECT * scale);
    this.draw();
  }

  draw() {
    const pen = this.canvas.getContext("2d");
    const { width } = this.canvas;
    pen.clearRect(0, 0, width, this.canvas.height);
    pen.lineWidth = width * 0.012;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = pen.fillStyle = getComputedStyle(this.canvas).color;
    for (const stroke of this.strokes) {
      const points = stroke.map(([x, y]) => [x * width, y * width]);
      pen.beginPath();
      pen.moveTo(...points[0]);
      for (let i = 1; i < points.length - 1; i += 1) {
        const [[ax, ay], [bx, by]] = [points[i], points[i + 1]];
        pen.quadraticCurveTo(ax, ay, (ax + bx) / 2, (ay + by) / 2);
      }
      const [x, y] = points[points.length - 1];
      pen.lineTo(points.length === 1 ? x + 0.1 : x, y);
      pen.stroke();
    }
  }
}

const root = globalThis.document?.querySelector("[data-signature]");
export const pad = root ? new Pad(root) : null;
