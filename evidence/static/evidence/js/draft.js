// Ticks, strokes and reading times survive a reload of this tab; nothing else is kept, and the
// receipt page forgets them. A full or forbidden store changes nothing: the page works on, only a
// reload would forget.
export class Draft {
  constructor(form, pad, reading = null) {
    Object.assign(this, { form, pad, reading });
    this.key = form.dataset.draft;
    this.boxes = [...form.querySelectorAll("[data-clause]")];
  }

  follow() {
    this.restore();
    for (const name of ["change", "reading"]) {
      this.form.addEventListener(name, () => this.keep());
    }
  }

  keep() {
    const draft = {
      ticks: this.boxes.filter((box) => box.checked).map((box) => box.value),
      drawn: this.form.elements.drawn.value,
      ...this.reading?.kept,
    };
    try {
      sessionStorage.setItem(this.key, JSON.stringify(draft));
    } catch {
      // As said above.
    }
  }

  // What the server sent back with the page is newer than the draft.
  restore() {
    const draft = stored(this.key);
    if (!draft) return;
    for (const box of this.boxes) box.checked ||= draft.ticks.includes(box.value);
    if (draft.drawn && !this.form.elements.drawn.value) this.pad.put(draft.drawn);
    this.reading?.resume(draft);
  }
}

function stored(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key));
  } catch {
    return null;
  }
}

// Drafts whose key begins with `kind` are of no more use.
export function forget(kind) {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(kind)) sessionStorage.removeItem(key);
    }
  } catch {
    // As said above.
  }
}
