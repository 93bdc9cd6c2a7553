// As much of a page as a module asks for: elements that are found by the selector they were put
// under, a store that can be forbidden, a pad's canvas that draws nothing.

export class Element extends EventTarget {
  constructor(values = {}, inside = {}) {
    super();
    this.attributes = {};
    this.children = [];
    this.dataset = {};
    this.hidden = false;
    this.textContent = "";
    this.value = "";
    this.inside = inside;
    Object.assign(this, values);
  }

  querySelector(selector) {
    const match = this.inside[selector] ?? null;
    return Array.isArray(match) ? match[0] : match;
  }

  querySelectorAll(selector) {
    return [this.inside[selector] ?? []].flat();
  }

  append(...children) {
    this.children.push(...children);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  getAttribute(name) {
    return this.attributes[name] ?? null;
  }

  focus() {
    this.focused = true;
  }

  fire(name, values = {}) {
    const event = Object.assign(new Event(name, { cancelable: true }), values);
    this.dispatchEvent(event);
    return event;
  }
}

export class Store {
  setItem(key, value) {
    this[key] = value;
  }

  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }

  removeItem(key) {
    delete this[key];
  }
}

export function lend(name, value) {
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
}

export function forbid(name) {
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      throw new Error("forbidden");
    },
  });
}

// The box to sign in, 300 pixels wide, and the parts around it.
export function signatureBox(drawn = "") {
  const nothing = new Proxy({}, { get: () => () => {}, set: () => true });
  const canvas = new Element({
    clientWidth: 300,
    getBoundingClientRect: () => ({ left: 10, top: 20, width: 300, height: 180 }),
    getContext: () => nothing,
    setPointerCapture: () => {},
  });
  const parts = {
    "[data-pad]": canvas,
    "[data-drawn]": new Element({ value: drawn }),
    "[data-pad-state]": new Element({ dataset: { some: "笔画：", none: "尚未书写" } }),
    "[data-pad-clear]": new Element(),
    "[data-pad-undo]": new Element(),
  };
  lend("ResizeObserver", class { observe() {} });
  lend("getComputedStyle", () => ({ color: "black" }));
  lend("window", globalThis);
  return new Element({}, parts);
}
