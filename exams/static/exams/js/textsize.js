// The size of the text on the exam page, remembered on the device.

const KEY = "jiangtang-exam-text";
const SIZES = ["", "large", "larger"];

function remembered() {
  try {
    const size = localStorage.getItem(KEY) || "";
    return SIZES.includes(size) ? size : "";
  } catch {
    return "";
  }
}

export function chooseTextSize(group) {
  function set(size) {
    document.documentElement.dataset.examText = size;
    group.querySelectorAll("[data-size]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.size === size));
    });
    try {
      localStorage.setItem(KEY, size);
    } catch {
      // Private windows keep nothing; the size then lasts as long as the page.
    }
  }

  group.addEventListener("click", ({ target }) => target.matches("[data-size]") && set(target.dataset.size));
  set(remembered());
}
