// All items at a glance: how many are answered, flagged or unsent, and a tile for each.

const TESTS = {
  all: () => true,
  unanswered: (sheet, item) => !sheet.isAnswered(item),
  flagged: (sheet, item) => sheet.isFlagged(item),
  unsent: (sheet, item) => sheet.isUnsent(item),
};

// The items of the sheet that a filter shows.
export const matching = (sheet, filter) => sheet.items.filter((item) => TESTS[filter](sheet, item));

// How many there are of each sort.
export function countItems(sheet) {
  const unanswered = matching(sheet, "unanswered").length;
  return {
    answered: sheet.total - unanswered,
    unanswered,
    flagged: matching(sheet, "flagged").length,
    unsent: matching(sheet, "unsent").length,
  };
}

export class Overview {
  // `current()` says which item was looked at last.
  constructor(root, find, say, sheet, current) {
    Object.assign(this, { root, find, say, sheet, current, filter: "all" });
  }

  draw() {
    const counts = countItems(this.sheet);
    this.find("counts").textContent = this.say("counts", counts);
    Object.entries(counts).forEach(([name, value]) => {
      const mark = this.root.querySelector(`[data-n=${name}]`);
      mark.textContent = value;
      mark.dataset.some = value > 0;
    });
    if (!this.find("overview-panel").hidden) this.drawGrid();
  }

  drawGrid() {
    const items = matching(this.sheet, this.filter);
    this.find("grid").replaceChildren(...items.map((item) => this.tile(item)));
    this.find("grid-empty").hidden = items.length > 0;
    this.find("grid-empty").textContent = this.say("none_match");
    this.root.querySelectorAll("[data-filter]").forEach((button) => {
      const chosen = button.dataset.filter === this.filter;
      button.setAttribute("aria-pressed", String(chosen));
      button.classList.toggle("button--quiet", !chosen);
    });
  }

  marks(item) {
    const marks = [this.say(this.sheet.isAnswered(item) ? "answered" : "unanswered")];
    if (this.sheet.isFlagged(item)) marks.push(this.say("flagged"));
    if (this.sheet.isUnsent(item)) marks.push(this.say("unsent"));
    return marks.join(", ");
  }

  tile(item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tile";
    button.textContent = item;
    button.dataset.tile = item;
    button.dataset.answered = this.sheet.isAnswered(item);
    button.dataset.flagged = this.sheet.isFlagged(item);
    button.dataset.unsent = this.sheet.isUnsent(item);
    const place = this.say("item", { n: item, m: this.sheet.total });
    button.setAttribute("aria-label", `${place}: ${this.marks(item)}`);
    if (item === this.current()) button.setAttribute("aria-current", "true");
    const row = document.createElement("li");
    row.append(button);
    return row;
  }

  // `go(item)` is called when a tile is pressed.
  listen(go) {
    this.find("filters").addEventListener("click", ({ target }) => {
      if (!target.dataset.filter) return;
      this.filter = target.dataset.filter;
      this.drawGrid();
    });
    this.find("grid").addEventListener("click", ({ target }) => {
      const tile = target.closest("[data-tile]");
      if (tile) go(Number(tile.dataset.tile));
    });
  }
}
