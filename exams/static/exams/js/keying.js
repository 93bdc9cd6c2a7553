// Keying in an answer sheet: Enter goes on, letters become capitals, a misfit is said at once.

const form = document.querySelector("[data-keying]");
const fields = [...form.querySelectorAll("[data-kind]")];
const LETTERS = "ABCDEF";

function fits(field) {
  const text = field.value.trim().toUpperCase();
  if (!text) return true;
  const known = LETTERS.slice(0, Number(field.dataset.choices));
  const letters = [...text];
  const proper = letters.every((letter) => known.includes(letter));
  if (field.dataset.kind === "single") return proper && letters.length === 1;
  if (field.dataset.kind === "multiple") return proper && new Set(letters).size === letters.length;
  if (field.dataset.kind === "judgement") return /^[TFYN√×✓✔✘对错正误是否]$/.test(text);
  return true;
}

function check(field) {
  const good = fits(field);
  field.setAttribute("aria-invalid", String(!good));
  field.setCustomValidity(good ? "" : form.dataset.wrong);
  return good;
}

for (const field of fields) {
  if (field.matches("textarea")) field.closest(".field").classList.add("field--wide");
  const chosen = ["single", "multiple", "judgement"].includes(field.dataset.kind);
  field.addEventListener("input", (event) => {
    if (chosen && !event.isComposing) field.value = field.value.toUpperCase();
    check(field);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || field.tagName === "TEXTAREA") return;
    event.preventDefault();
    if (!check(field)) {
      field.reportValidity();
      return;
    }
    const next = fields[fields.indexOf(field) + 1] || form.querySelector("[type=submit]");
    next.focus();
  });
}

if (fields.length) fields[0].focus({ preventScroll: true });
