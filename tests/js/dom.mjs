// As much of a page as our scripts touch: elements with attributes, found by tag, [name] or
// [name=value], and events that bubble.

const camel = (name) => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

class ClassList extends Set {
  toggle(name, on) {
    if (on) this.add(name);
    else this.delete(name);
  }
}

export class Element {
  constructor(tag, attributes = {}, children = []) {
    Object.assign(this, { tag, attributes: {}, dataset: {}, children: [], parent: null });
    Object.assign(this, { listeners: {}, hidden: false, disabled: false, checked: false, value: "", text: "" });
    this.classList = new ClassList();
    Object.entries(attributes).forEach(([name, value]) => this.setAttribute(name, value));
    this.append(...children);
  }

  set className(name) {
    this.classList = new ClassList(name.split(" "));
  }

  set textContent(text) {
    this.text = String(text);
    this.children = [];
  }

  get textContent() {
    return this.text + this.children.map((child) => child.textContent).join("");
  }

  setAttribute(name, value) {
    this.attributes[name] = String(value);
    if (name.startsWith("data-")) this.dataset[camel(name.slice(5))] = String(value);
    if (name === "value") this.value = value;
    if (name === "class") this.className = value;
  }

  getAttribute(name) {
    return name in this.attributes ? this.attributes[name] : null;
  }

  append(...children) {
    children.forEach((child) => {
      child.parent = this;
      this.children.push(child);
    });
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  holds(name, value) {
    const key = camel(name.replace(/^data-/, ""));
    const own = name.startsWith("data-") && key in this.dataset ? String(this.dataset[key]) : this.getAttribute(name);
    return own !== null && (value === undefined || own === value);
  }

  matches(selector) {
    return selector.split(",").some((part) => {
      const tag = part.trim().match(/^[a-z0-9]+/i);
      const classes = [...part.matchAll(/\.([\w-]+)/g)];
      return (
        (!tag || tag[0] === this.tag) &&
        [...part.matchAll(/\[([\w-]+)(?:=([\w-]+))?\]/g)].every(([, name, value]) => this.holds(name, value)) &&
        classes.every(([, name]) => this.classList.has(name)) &&
        (!part.includes(":checked") || this.checked)
      );
    });
  }

  querySelectorAll(selector) {
    return this.children.flatMap((child) => [
      ...(child.matches(selector) ? [child] : []),
      ...child.querySelectorAll(selector),
    ]);
  }

  querySelector(selector) {
    return this.querySelectorAll(selector)[0] || null;
  }

  closest(selector) {
    if (this.matches(selector)) return this;
    return this.parent && this.parent.closest(selector);
  }

  addEventListener(type, work) {
    (this.listeners[type] = this.listeners[type] || []).push(work);
  }

  // What a press or a key stroke on this element sets off, here and above.
  fire(type, more = {}) {
    const event = { type, target: this, preventDefault() {}, ...more };
    for (let place = this; place; place = place.parent) {
      (place.listeners[type] || []).forEach((work) => work(event));
    }
  }

  focus() {
    globalThis.document.activeElement = this;
  }
}

export const element = (tag, attributes, ...children) => new Element(tag, attributes, children);

// Takes the place of the page's document and window.
export function installPage(root) {
  globalThis.document = {
    hidden: false,
    activeElement: null,
    documentElement: { scrollTop: 0, scrollHeight: 800, clientHeight: 800 },
    createElement: (tag) => new Element(tag),
    querySelector: (selector) => root.querySelector(selector),
  };
  globalThis.window = { scrollTo() {} };
  return root;
}
