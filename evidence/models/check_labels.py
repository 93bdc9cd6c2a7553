"""The words for what a check found: a title per check, one plain sentence per finding."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evidence.engine.checks import Check, Name, Outcome, Standing, State
from evidence.engine.events import RevocationCategory

TITLES: dict[Name, str | Promise] = {
    Name.BYTES: _("Same file as stored"),
    Name.SIGNATURE: _("Digital signature of the system"),
    Name.LATER: _("Nothing changed after signing"),
    Name.CERTIFICATE: _("Certificate of the seal"),
    Name.STAMP: _("Timestamp of an authority"),
    Name.RENEWAL: _("Renewals of the timestamp"),
    Name.EVIDENCE: _("Evidence inside the file"),
    Name.CHAIN: _("Evidence chain"),
    Name.RECORDS: _("Records and evidence agree"),
    Name.ROOT: _("Daily root"),
    Name.STANDING: _("It counts today"),
}
SENTENCES: dict[Name, dict[str, str | Promise]] = {
    Name.BYTES: {
        "equal": _("Every byte is as it was stored here right after signing."),
        "other_pledge": _("It is a stored file, but of another document than the code belongs to."),
        "truncated": _("The end of the file is missing."),
        "different": _("The stored file has other bytes."),
        "bytes_before": _(
            "Other bytes stand before its beginning; without them it is the stored file."
        ),
        "signature_swapped": _("The signature of another document was put into this one."),
        "not_on_file": _("No stored document is equal to this file."),
        "not_pdf": _("It is no PDF file."),
        "unknown": _("No stored document is equal to this file."),
    },
    Name.SIGNATURE: {
        "intact": _("It fits the file: not a byte under it has changed."),
        "unsigned": _("The file carries no digital signature; its stored digest speaks for it."),
        "none": _("The file carries no digital signature."),
        "unreadable": _("The file cannot be read, or takes too long to read."),
        "locked": _(
            "The file is protected with a password, so it cannot be read. No document from here "
            "is: give the original."
        ),
        "rewritten": _("A program has saved the file anew; its signature fits no more."),
        "bytes_changed": _("Bytes under the signature have changed."),
        "signature_forged": _("The signature was not made with the key of its certificate."),
    },
    Name.LATER: {
        "nothing": _("The signature covers the whole file, from the first byte to the last."),
        "proofs_added": _("Only further proofs were added, as is intended."),
        "not_judged": _("Not judged, because the signature does not hold."),
        "page_added": _("A page was added after signing."),
        "page_removed": _("A page was taken away after signing."),
        "page_changed": _("Something was drawn over a page after signing."),
        "annotation_added": _("A note or mark was added after signing."),
        "attachment_changed": _("The evidence attached inside was exchanged after signing."),
        "form_filled": _("A form field was filled in after signing."),
        "metadata_changed": _(
            "The title, the author or other particulars of the file were changed after signing."
        ),
        "changed_later": _("The file was changed after signing."),
        "junk_appended": _("Further bytes were appended after the end of the file."),
    },
    Name.CERTIFICATE: {
        "ok": _("Issued to %(name)s by %(issuer)s, valid when the file was signed."),
        "revoked_later": _(
            "Issued to %(name)s; revoked on %(at)s, after the timestamp: the file stays good."
        ),
        "no_trust": _("This house has no certificates to judge it by: %(name)s."),
        "authority_unknown": _("Nobody who is trusted here has issued it: %(name)s, %(issuer)s."),
        "certificate_revoked": _(
            "Revoked on %(at)s, and no timestamp shows that the file was signed before."
        ),
        "certificate_expired": _("Not valid at the time of signing: %(begins)s to %(ends)s."),
        "certificate_unsuited": _("It was not issued for signing documents: %(name)s."),
    },
    Name.STAMP: {
        "stamped": _("%(authority)s confirms that the file existed on %(at)s."),
        "run_out": _(
            "%(authority)s confirmed %(at)s, but the proof ran out on %(ended)s and was not "
            "renewed in time: by it the time is proven no more."
        ),
        "own": _("%(authority)s, on %(at)s: run by this house itself, no independent witness."),
        "untrusted": _("There is one, of an authority that is not known here."),
        "without": _("The file carries none."),
        "none": _("Timestamp not there yet: the time is that of this server only."),
        "stamp_broken": _("The timestamp is damaged or belongs to another file."),
        "time_contradiction": _("The file claims another time than its timestamp proves."),
    },
    Name.RENEWAL: {
        "renewed": _(
            "Renewed %(n)s times, each in time and over the file and all timestamps before; the "
            "last on %(at)s. The time stays proven; the next renewal is due before %(until)s."
        ),
        "renewed_here": _(
            "Renewed %(n)s times, the last on %(at)s, but not always by somebody else: this "
            "house's own clock is no independent witness."
        ),
        "not_renewed": _(
            "The certificate behind the last timestamp ended on %(until)s and nothing was added "
            "before. The file is unchanged; that it existed at that time, this no longer proves."
        ),
        "renewal_late": _(
            "A renewal came only after the timestamp before had run out on %(lapsed)s. It proves "
            "that the file existed when it was renewed, and nothing about the time before."
        ),
        "stamp_gap": _("A timestamp that was kept for this file has been taken away."),
        "renewal_broken": _("A renewal is damaged or was not signed by its authority."),
        "renewal_of_other": _("A renewal speaks of another file or of other timestamps."),
        "renewal_untrusted": _("A renewal is of an authority that is not known here."),
    },
    Name.EVIDENCE: {
        "same": _("It speaks of this very document."),
        "other": _("It speaks of the document of somebody else."),
        "stranger": _("It speaks of a document that is not on file here."),
        "none": _("None inside."),
        "nobody": _("None inside; the evidence on file speaks for the document."),
    },
    Name.CHAIN: {
        "holds": _("Every step, from sending out to storing, follows the one before."),
        "chain_broken": _("An entry was changed or taken away; the chain breaks there."),
    },
    Name.RECORDS: {
        "agree": _("Text, version, time, drawing and file are as the evidence says."),
        "signature_without_evidence": _("There is no evidence of the signature."),
        "row_changed": _("A row on file says other than when it was recorded."),
        "row_missing": _("A row that was recorded is gone."),
        "row_without_evidence": _("A row was added of which the evidence knows nothing."),
        "signer_changed": _("The record names another person than the one who signed."),
        "evidence_contradicts": _(
            "The sealed evidence inside the file says other than the records."
        ),
        "text_changed": _("The text on file is not the one that was signed."),
        "version_changed": _("The version on file is not the one that was signed."),
        "time_changed": _("The time on file is not the one in the evidence."),
        "standing_changed": _(
            "Whether it was revoked, taken back or replaced on file is not what the evidence says."
        ),
        "signature_changed": _("The drawing on file is not the one in the evidence."),
        "file_without_evidence": _("The stored file is not the one in the evidence."),
        "file_damaged": _("The stored file is damaged."),
        "subject_missing": _("What the file is of is not on file as signed any more."),
        "file_record_missing": _("The stored file has no record any more."),
        "stamp_removed": _("A timestamp that the evidence speaks of is not on file any more."),
        "stamp_without_evidence": _("There is no evidence of a timestamp on file."),
        "terms_changed": _("What stands in the fields is not what the signed text says."),
        "state_changed": _("The state on file is not the one in the evidence."),
        "scan_changed": _("The scan on file is not the one in the evidence."),
        "check_changed": _("A check on file is not the one in the evidence."),
        "handover_changed": _("The hand-over on file is not the one in the evidence."),
        "row_unreadable": _(
            "What is on file cannot be opened: it was changed, or its key is gone."
        ),
        "step_changed": _("An opinion or conclusion on file is not the one in the evidence."),
    },
    Name.ROOT: {
        "sent": _("The evidence of the day is unchanged; %(n)s copies of its root left the house."),
        "kept_here": _("The evidence of the day is unchanged, but nobody outside keeps its root."),
        "waiting": _("The root of the day is made on the next morning."),
        "day_changed": _("The evidence of the day was changed since its root was made."),
    },
    Name.STANDING: {
        "counts": _("Neither revoked nor replaced, and not run out."),
        "run_out": _("Its term is over."),
        "superseded": _("A later signature of the same person took its place on %(at)s."),
        "revoked": _("Revoked by the HR section on %(at)s; the reason is on file there."),
        "taken_back": _("Taken back on %(at)s by the signer, within ten minutes of signing."),
        "handed_over": _("Ended on %(at)s; what was left was handed over."),
        "renewed": _("A later agreement took its place on %(at)s."),
    },
}
REVOKED_FOR = _("Revoked by the HR section on %(at)s: %(category)s. The details are on file there.")
OUTCOMES: dict[Outcome, tuple[str, str | Promise, str | Promise]] = {
    Outcome.VALID: (
        "ok",
        _("Valid"),
        _("This is the signed original, unchanged, and all checks hold."),
    ),
    Outcome.VALID_BUT: (
        "ok",
        _("Valid, with reservations"),
        _("This is the signed original, unchanged. What could not be confirmed is marked ○ below."),
    ),
    Outcome.ENDED: (
        "warn",
        _("Genuine, but it counts no more"),
        _("It was really signed here. What became of it since stands below."),
    ),
    Outcome.INVALID: (
        "bad",
        _("Not valid"),
        _("Do not rely on it. What does not hold is marked ✗ below."),
    ),
    Outcome.UNKNOWN: (
        "warn",
        _("Unknown"),
        _("This house has no such file on record, so it can say nothing for it."),
    ),
    Outcome.ON_FILE: (
        "info",
        _("This code belongs to a signed document that counts today"),
        _("What is on file holds. For your copy, give the file below: a code can be copied."),
    ),
}
STATE_MARKS = {State.YES: "✓", State.NO: "✗", State.OPEN: "○"}
STATE_WORDS = {State.YES: _("holds"), State.NO: _("does not hold"), State.OPEN: _("open")}


def title_of(check: Check) -> str:
    return str(TITLES[check.name])


def sentence_of(check: Check) -> str:
    """The finding in words, with times as people write them."""
    facts = {name: _said(check.name, value) for name, value in check.facts.items()}
    sentence = REVOKED_FOR if "category" in facts else SENTENCES[check.name][check.found]
    return str(sentence) % facts


def standing_label(standing: Standing, ended_at: datetime | None, category: str = "") -> str:
    """Whether something signed still counts, in a sentence."""
    facts = {"at": ended_at} | ({"category": category} if category else {})
    return sentence_of(Check(Name.STANDING, State.YES, standing, facts))


def _said(name: Name, value) -> str:
    if isinstance(value, str) and name == Name.STANDING:
        return str(CATEGORY_LABELS[RevocationCategory(value)])
    if not isinstance(value, datetime):
        return str(value)
    exact = name in {Name.STAMP, Name.RENEWAL}
    return date_format(timezone.localtime(value), "DATETIME_FORMAT" if exact else "DATE_FORMAT")


CATEGORY_LABELS = {
    RevocationCategory.MISTAKE: _("a mistake in the document"),
    RevocationCategory.NOT_SIGNER: _("not signed by the person, or against their will"),
    RevocationCategory.LEFT_POST: _("the person is no longer in this post"),
    RevocationCategory.SYSTEM: _("a fault of the certificate or the system"),
    RevocationCategory.OTHER: _("another reason"),
}
