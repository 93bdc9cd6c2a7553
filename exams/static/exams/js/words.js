// Finds the parts of the page, and says its sentences.

// `find(name)` → the element with the attribute data-name, inside `root` or another element.
export const finder = (root) => (name, from = root) => from.querySelector(`[data-${name}]`);

// `say(name, values)` → the sentence of this name with {values} filled in.
export const sayer = (words) => (name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.split(`{${key}}`).join(value), words[name]);
