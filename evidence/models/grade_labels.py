"""The evidence grade in words: what each rung rests on, and what it does not show."""

from django.utils.translation import gettext_lazy as _

from evidence.engine.grade import Level, Question

QUESTION_LABELS = {
    Question.IDENTITY: _("Who signed"),
    Question.INTENT: _("Did they mean to"),
    Question.READING: _("Had they read it"),
    Question.INTEGRITY: _("Is it unchanged"),
    Question.TIME: _("When was it"),
    Question.WITNESS: _("Who else can say so"),
}
LEVEL_LABELS = {
    Level.NONE: _("not shown"),
    Level.BASIC: _("basic"),
    Level.GOOD: _("good"),
    Level.STRONG: _("strong"),
}
FOUND_LABELS = {
    "passkey": _("Confirmed by a key that only this person's device holds, for this very text."),
    "password_totp": _("Confirmed by password and a one-time code."),
    "password": _("Confirmed by the password of the account. A password can be passed on."),
    "otp": _("Confirmed by a one-time code sent to the person's phone."),
    "paper": _("Signed by hand on paper; two people compared the scan."),
    "unknown_method": _("How the person was confirmed is not recorded."),
    "no_ticks": _("No separate confirmation of the clauses is recorded."),
    "typed": _("Each clause confirmed; the name was typed, not drawn."),
    "drawn": _("Each clause confirmed, the signature drawn."),
    "drawn_agreed": _(
        "Each clause confirmed, the signature drawn; signing electronically was agreed to before."
    ),
    "helped": _("The text was read aloud or explained by a helper, who is named."),
    "shown": _("The text was on the screen; for how long was not measured."),
    "fast": _("The text was on the screen for less time than reading it takes."),
    "read": _("Each section was on the screen for as long as reading it takes."),
    "broken": _("The evidence chain does not hold."),
    "chained": _("The evidence chain holds; there is no sealed file yet."),
    "stored": _("The file is stored and the evidence chain holds; it has no digital signature."),
    "sealed_demo": _(
        "The file bears a digital signature of the demo certificate, which is nobody's."
    ),
    "sealed": _("The file bears the system's digital signature and the evidence chain holds."),
    "sealed_rooted": _(
        "The file bears the system's digital signature; the evidence chain and the day's root hold."
    ),
    "stamped": _("An independent authority has confirmed the time."),
    "root_sent": _("The server's time; the day's root left the house soon after."),
    "own_stamp": _("A time stamp of the operator's own clock; no independent authority."),
    "server": _("The server's time alone; no independent authority has confirmed it."),
    "authority_and_copies": _("A time authority, and those who keep copies of the day's root."),
    "authority": _("A time authority."),
    "copies": _("Those who keep copies of the day's root."),
    "nobody": _("Nobody but the operator of this site."),
}
