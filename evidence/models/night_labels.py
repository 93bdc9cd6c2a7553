"""The words for what the nightly walk names, besides those of a single check."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evidence.models.check_labels import SENTENCES

OWN: dict[str, str | Promise] = {
    "walk_failed": _("A part of the check could not be done."),
    "signature_removed": _("The evidence knows of a signature that is on file no more."),
    "row_changed": _("A row on file says other than when it was recorded."),
    "row_missing": _("A row that was recorded is gone."),
    "row_without_evidence": _("A row was added of which the evidence knows nothing."),
    "number_missing": _("A number that was given out is on file no more."),
    "evidence_exchanged": _("The evidence inside a stored file is not the one on record."),
    "evidence_of_other": _("The evidence inside a stored file speaks of another document."),
    "seal_missing": _("A stored file carries no seal though it was sealed."),
    "file_late": _("A file has been due for more than a day."),
    "file_missing": _("A file is due, and neither stored nor waited for."),
    "root_chain_broken": _("A daily root does not follow the one before."),
    "day_without_root": _("A day with evidence has no root."),
    "root_late": _("A day ended long ago and has no root yet."),
    "root_replaced": _("A daily root that an earlier check saw is gone or another one."),
    "copy_differs": _("A kept copy of a daily root says something else."),
    "copy_missing": _("A copy of a daily root was written and is gone."),
    "copy_late": _("A daily root has not reached the folder of its copies."),
    "root_stamp_broken": _("The time stamp of a daily root does not hold."),
    "root_not_pinned": _("A root certificate is not among those that the settings name."),
    "certificate_changed": _("A certificate on file is not what its fingerprint says."),
    "answers_changed": _("The answers on file are not those that the receipt speaks of."),
    "result_changed": _("A result is not what its scores add up to."),
    "credential_unfounded": _("A credential has nothing that it was earned by."),
    "credential_missing": _("What was earned has left no credential."),
}


def night_words(code: str) -> str:
    """A fault of the nightly walk in a sentence; its own name where there is none."""
    if code in OWN:
        return str(OWN[code])
    found = (words[code] for words in SENTENCES.values() if code in words)
    sentence = str(next(found, code))
    return code if "%(" in sentence else sentence
