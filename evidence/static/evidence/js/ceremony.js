// The page on which a pledge or a declaration is signed. It stays one form and one POST; without
// this file all its parts simply stand below each other.
import { Draft } from "./draft.js";
import { offerPasskey } from "./passkey.js";
import { Reading } from "./reading.js";
import { Sending } from "./sending.js";
import { pad } from "./signature.js";
import { steps } from "./steps.js";

const form = document.querySelector("[data-ceremony]");
const problems = document.querySelector("[data-problems]");
const reading = form.querySelector("[data-text]") ? new Reading(form) : null;
const sending = new Sending(form, problems);

new Draft(form, pad, reading).follow();
sending.follow();
offerPasskey(form, sending);
if (form.querySelector("[data-part]")) steps(form, pad, reading);
