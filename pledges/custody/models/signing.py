"""How an agreement was signed: drawn signatures, one-time links, paper scans."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.lib.choices import choices
from cms.lib.tones import StrPromise, Tone
from evidence.engine.strokes import from_data, view_box
from pledges.custody.models.agreement import PARTY_LABELS, CustodyAgreement
from reminders.engine.outcome import UNDER_WAY, Outcome

CODE_LABELS = {
    Outcome.QUEUED: _("The code is being sent"),
    Outcome.SENDING: _("The code is being sent"),
    Outcome.SENT: _("The code has been sent"),
    Outcome.NO_ADDRESS: _("The code could not be sent: there is no number"),
    Outcome.NOT_CONFIGURED: _("The code could not be sent"),
    Outcome.FAILED: _("The code could not be sent"),
}
CODE_TONES = {
    Outcome.QUEUED: "wait",
    Outcome.SENDING: "wait",
    Outcome.SENT: "ok",
    Outcome.NO_ADDRESS: "bad",
    Outcome.NOT_CONFIGURED: "bad",
    Outcome.FAILED: "bad",
}

# By what the second person decided; None while nobody has.
SCAN_WORDS = {None: _("waits for a second person"), True: _("confirmed"), False: _("sent back")}
SCAN_TONES = {None: Tone.WAIT, True: Tone.OK, False: Tone.BAD}


# As printed below a signature: the paper is Chinese in every language.
METHOD_PRINTED = {
    "device": "当面在经办人设备上手写",
    "link": "一次性链接并验证短信码后手写",
    "paper": "见纸质原件扫描件",
}
MARK_PRINTED = "按指印或画押，"
ID_SEEN_PRINTED = "，已核对身份证件"


class CustodySignature(models.Model):
    """One party's signature: append-only, one per party, shape only."""

    class Method(models.TextChoices):
        DEVICE = "device", _("on the clerk's device")
        LINK = "link", _("one-time link and code by SMS")
        PAPER = "paper", _("on paper, scanned")

    agreement = models.ForeignKey(
        CustodyAgreement, on_delete=models.PROTECT, related_name="signatures"
    )
    party = models.CharField(_("party"), max_length=10, choices=choices(PARTY_LABELS))
    name = models.CharField(_("name of the signer"), max_length=80)
    method = models.CharField(_("way of signing"), max_length=8, choices=Method)
    strokes = models.JSONField(default=dict)  # empty on paper
    path = models.TextField(blank=True)
    id_seen = models.BooleanField(_("identity document seen by the clerk"), default=False)
    # A person who cannot write puts a mark; two witnesses without interest then stand for it.
    is_mark = models.BooleanField(_("a mark instead of a name"), default=False)
    witnesses = models.JSONField(_("witnesses"), default=list)
    # Who was there; nobody of ours where it was signed on paper or by link.
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("clerk present"),
    )
    # On paper: the scan that shows the signature, and the day that the clerk read off it.
    scan = models.ForeignKey(
        "PaperScan", null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    stated_on = models.DateField(_("signed on paper on"), null=True)
    # Of the signature; on paper, of the second person's confirmation.
    at = models.DateTimeField(_("time of signing"))

    class Meta:
        verbose_name = _("signature of an agreement")
        verbose_name_plural = _("signatures of agreements")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="custody_party_signs_once"),
            models.CheckConstraint(
                condition=Q(method="paper", scan__isnull=False, stated_on__isnull=False, host=None)
                | (~Q(method="paper") & Q(scan__isnull=True, stated_on__isnull=True)),
                name="custody_paper_has_scan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.party}"

    @property
    def method_printed(self) -> str:
        """How it was signed, in the words of the paper; who wrote here may have shown a card."""
        seen = ID_SEEN_PRINTED if self.method == self.Method.DEVICE and self.id_seen else ""
        mark = MARK_PRINTED if self.is_mark else ""
        return mark + METHOD_PRINTED[self.method] + seen

    @property
    def view_box(self) -> str:
        return " ".join(map(str, view_box(from_data(self.strokes)))) if self.strokes else ""

    @property
    def stated_by(self) -> str:
        """Who named the witnesses, as the paper says it: who filed the scan, hosted, or signed."""
        who = self.scan.entered_by if self.scan else self.host
        return str(who or self.name)

    @property
    def is_on_paper(self) -> bool:
        return self.method == self.Method.PAPER


class LinkQuerySet(models.QuerySet["CustodyLink"]):
    def open(self, at: datetime) -> "LinkQuerySet":
        """Those by which somebody may still sign at `at`."""
        return self.filter(used_at__isnull=True, cancelled_at__isnull=True, expires_at__gt=at)


class CustodyLink(models.Model):
    """A one-time way to sign from the own phone. Only hashes are kept."""

    agreement = models.ForeignKey(CustodyAgreement, on_delete=models.PROTECT, related_name="links")
    party = models.CharField(_("party"), max_length=10, choices=choices(PARTY_LABELS))
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField(_("valid until"))
    # The latest code: asked for so many times, what became of its message, and its keyed hash.
    otp_asked = models.PositiveSmallIntegerField(default=0)
    otp_asked_at = models.DateTimeField(null=True)
    otp_state = models.CharField(max_length=16, choices=choices(CODE_LABELS), blank=True)
    otp_problem = models.CharField(max_length=200, blank=True)
    otp_hash = models.CharField(max_length=64, blank=True)
    otp_expires_at = models.DateTimeField(null=True)
    otp_tries = models.PositiveSmallIntegerField(default=0)
    # Who proved the code: the browser holds the other half. Empty until then.
    session_hash = models.CharField(max_length=64, blank=True)
    used_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("one-time link")
        verbose_name_plural = _("one-time links")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"],
                condition=Q(used_at__isnull=True, cancelled_at__isnull=True),
                name="custody_one_open_link",
            ),
            models.CheckConstraint(
                condition=Q(otp_hash="") | Q(otp_state__in=["sending", "sent"]),
                name="custody_code_has_left",
            ),
            models.CheckConstraint(
                condition=~Q(otp_state__in=["failed", "not_configured"]) | ~Q(otp_problem=""),
                name="custody_code_unsent_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.party}"

    @property
    def code_tone(self) -> str:
        return CODE_TONES[Outcome(self.otp_state)]

    @property
    def code_can_be_entered(self) -> bool:
        """A message may have arrived, or is about to."""
        return self.otp_state in {*UNDER_WAY, Outcome.SENT}


class PaperScan(models.Model):
    """A scan of the agreement signed on paper: entered by one person, confirmed by another."""

    agreement = models.ForeignKey(CustodyAgreement, on_delete=models.PROTECT, related_name="scans")
    path = models.CharField(max_length=200, unique=True)  # below PRIVATE_ROOT
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # What the clerk reads off the paper, a `Stated` for each party that had not signed before.
    stated = models.JSONField(_("read off the paper"), default=list)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(_("scanned"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)
    remark = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("paper scan")
        verbose_name_plural = _("paper scans")
        ordering = ["entered_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("entered_by")),
                name="scan_two_people",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, accepted__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, accepted__isnull=False),
                name="scan_decision_whole",
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(accepted__isnull=True),
                name="scan_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.sha256[:12]}"

    @property
    def wording(self) -> StrPromise:
        return SCAN_WORDS[self.accepted]

    @property
    def tone(self) -> Tone:
        return SCAN_TONES[self.accepted]
