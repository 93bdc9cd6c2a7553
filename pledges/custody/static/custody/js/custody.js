// Reads the agreement aloud where the browser can, slowly; without a voice the button stays hidden.
import { aloud } from "../../evidence/js/aloud.js";

aloud({
  button: document.querySelector("[data-speak]"),
  lines: () => document.querySelector("[data-words]").children,
  rate: 0.85,
});
