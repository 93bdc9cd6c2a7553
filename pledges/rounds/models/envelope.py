"""Signing rounds, the envelope of each member in one, and the signature drawn in it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.lib.moves import Moves
from cms.lib.tones import StrPromise, Tone
from evidence.engine.events import RevocationCategory
from evidence.engine.strokes import from_data, view_box
from evidence.models.check_labels import CATEGORY_LABELS
from pledges.rounds.engine.ceremony import (
    ENVELOPE_MOVES,
    LIVE,
    REPLACED,
    ROUND_MOVES,
    SIGNED,
    UNSIGNED,
    EnvelopeStatus,
    RoundState,
)
from pledges.rounds.engine.document import Clause, PledgeText
from pledges.rounds.models.template import PledgeTemplateVersion
from staff.models.member import Member
from staff.models.organisation import Organisation

STATUS_LABELS = {
    EnvelopeStatus.OPEN: _("not read yet"),
    EnvelopeStatus.VIEWED: _("read, not signed"),
    EnvelopeStatus.SIGNED: _("signed"),
    EnvelopeStatus.SEALED: _("signed"),
    EnvelopeStatus.EXPIRED: _("not signed in time"),
    EnvelopeStatus.DECLINED: _("declined"),
    EnvelopeStatus.EXEMPT: _("exempt"),
    EnvelopeStatus.SUPERSEDED: _("replaced by a later signature"),
    EnvelopeStatus.REVOKED: _("revoked"),
}
# How it was made sure who signs, and how far that goes.
PASSWORD_WORDS = _(
    "log-in password, entered at the moment of signing; whoever knows it could have entered it"
)
METHOD_WORDS = {
    "passkey": _("passkey: a key that only the signer's device holds signed this very text"),
    "password+totp": _(
        "log-in password and the code of an authenticator app, entered at the moment of signing"
    ),
}
# What a list says in a word: who has not read yet has not signed, and a seal is our affair.
STATUS_WORDS = {
    **STATUS_LABELS,
    EnvelopeStatus.OPEN: _("Not signed"),
    EnvelopeStatus.VIEWED: _("Not signed"),
    EnvelopeStatus.SIGNED: _("Signed"),
    EnvelopeStatus.SEALED: _("Signed"),
    EnvelopeStatus.EXPIRED: _("Not signed in time"),
}
STATUS_TONES = {
    EnvelopeStatus.OPEN: Tone.WARN,
    EnvelopeStatus.VIEWED: Tone.WARN,
    EnvelopeStatus.SIGNED: Tone.OK,
    EnvelopeStatus.SEALED: Tone.OK,
    EnvelopeStatus.EXPIRED: Tone.BAD,
    EnvelopeStatus.DECLINED: Tone.INFO,
    EnvelopeStatus.EXEMPT: Tone.INFO,
    EnvelopeStatus.SUPERSEDED: Tone.INFO,
    EnvelopeStatus.REVOKED: Tone.INFO,
}
# Ended by a person, who said why.
WITH_REASON = frozenset({EnvelopeStatus.DECLINED, EnvelopeStatus.EXEMPT, EnvelopeStatus.REVOKED})
SIGNED_FILE = "signed"  # the kind of stored file that an envelope has
STATE_LABELS = {RoundState.OPEN: _("open"), RoundState.CLOSED: _("closed")}
STATE_TONES = {RoundState.OPEN: Tone.WAIT, RoundState.CLOSED: Tone.INFO}


class RoundQuerySet(models.QuerySet):
    def open(self) -> "RoundQuerySet":
        return self.filter(state=RoundState.OPEN)


class SigningRound(models.Model):
    """One version, one subtree, one period: everybody in it is asked once."""

    moves = Moves(ROUND_MOVES, "state")

    title = models.CharField(_("title"), max_length=120)
    version = models.ForeignKey(
        PledgeTemplateVersion,
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("pledge version"),
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    opens_at = models.DateTimeField(_("opened"))
    due_at = models.DateTimeField(_("sign by"))
    valid_until = models.DateField(_("valid until"))
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=[(state.value, STATE_LABELS[state]) for state in RoundState],
        default=RoundState.OPEN,
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    close_reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("signing round")
        verbose_name_plural = _("signing rounds")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opens_at")), name="round_due_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (Q(state="closed", closed_at__isnull=False) & ~Q(close_reason="")),
                name="round_closed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"round:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN

    @property
    def wording(self) -> StrPromise:
        return STATE_LABELS[RoundState(self.state)]

    @property
    def tone(self) -> Tone:
        return STATE_TONES[RoundState(self.state)]


class EnvelopeQuerySet(models.QuerySet):
    def signed(self) -> "EnvelopeQuerySet":
        return self.filter(status__in=SIGNED)

    def unsigned(self) -> "EnvelopeQuerySet":
        return self.filter(status__in=UNSIGNED)

    def live(self) -> "EnvelopeQuerySet":
        """Neither replaced, revoked nor expired."""
        return self.filter(status__in=LIVE)

    def due(self) -> "EnvelopeQuerySet":
        """Waiting for a signature in a round that is still open."""
        return self.unsigned().filter(round__state=RoundState.OPEN)

    def counted(self) -> "EnvelopeQuerySet":
        """What figures count: not the unsigned ones of people who left or moved away."""
        let_go = Q(status=EnvelopeStatus.EXPIRED, ended_at__isnull=False, ended_by__isnull=True)
        return self.exclude(let_go)

    def unread(self) -> "EnvelopeQuerySet":
        return self.filter(status=EnvelopeStatus.OPEN)

    def awaiting_seal(self) -> "EnvelopeQuerySet":
        """Signed; the PDF is not stored yet."""
        return self.filter(status=EnvelopeStatus.SIGNED)

    def of_year(self, year: int) -> "EnvelopeQuerySet":
        return self.filter(round__year=year)


class Envelope(models.Model):
    """One member's copy of the pledge. From the signature on, only its status may move (0002)."""

    moves = Moves(ENVELOPE_MOVES)

    round = models.ForeignKey(SigningRound, on_delete=models.PROTECT, related_name="envelopes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="envelopes")
    code = models.CharField(_("verification code"), max_length=19, unique=True)
    number = models.CharField(_("number of the pledge"), max_length=40, unique=True)
    status = models.CharField(
        _("state"),
        max_length=12,
        choices=[(status.value, STATUS_LABELS[status]) for status in EnvelopeStatus],
        default=EnvelopeStatus.OPEN,
    )
    # What the person saw, frozen at reading; the copies outlive a move, a rename, an erasure.
    text = models.JSONField(default=dict)
    digest = models.CharField(_("digest of the text"), max_length=64, blank=True)
    member_name = models.CharField(_("name of the signer"), max_length=50)
    organisation_name = models.CharField(_("organisation"), max_length=80)
    post_name = models.CharField(_("post"), max_length=60)
    viewed_at = models.DateTimeField(_("time of reading"), null=True)
    signed_at = models.DateTimeField(_("time of signing"), null=True)
    # Who ended it, when and why: declined, exempt, superseded, revoked.
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_reason = models.CharField(_("reason"), max_length=200, blank=True)
    # What the public is told of a revocation by HR; empty for older ones and for all else.
    revoked_category = models.CharField(
        _("category of the reason"),
        max_length=12,
        blank=True,
        choices=[(category.value, label) for category, label in CATEGORY_LABELS.items()],
    )
    replaces = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pledge envelope")
        verbose_name_plural = _("pledge envelopes")
        ordering = ["round", "number"]
        indexes = [
            models.Index(fields=["member", "status"], name="envelope_member_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "member"],
                condition=Q(replaces__isnull=True)
                & ~Q(status__in=["superseded", "revoked", "expired"]),
                name="envelope_once_per_round",
            ),
            # A signed envelope and the one that will take its place stand side by side.
            models.UniqueConstraint(
                fields=["round", "member", "replaces"],
                condition=Q(replaces__isnull=False)
                & ~Q(status__in=["superseded", "revoked", "expired"]),
                name="envelope_replaces_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["signed", "sealed", "superseded", "revoked"],
                    signed_at__isnull=False,
                )
                | Q(
                    status__in=["open", "viewed", "expired", "declined", "exempt"],
                    signed_at__isnull=True,
                ),
                name="envelope_signed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "expired", "declined", "exempt"]) | ~Q(digest=""),
                name="envelope_read_has_digest",
            ),
            models.CheckConstraint(
                condition=Q(revoked_category="")
                | Q(status="revoked", revoked_category__in=[c.value for c in RevocationCategory]),
                name="envelope_revoked_category",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.member_name}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"envelope:{self.code}"

    @property
    def is_signed(self) -> bool:
        return self.status in SIGNED

    @property
    def is_replaced(self) -> bool:
        """Signed once, but another signature or nothing stands in its place now."""
        return self.status in REPLACED

    @property
    def is_revoked(self) -> bool:
        return self.status == EnvelopeStatus.REVOKED

    @property
    def wording(self) -> StrPromise:
        """Its state in the word that lists and records say."""
        return STATUS_WORDS[EnvelopeStatus(self.status)]

    @property
    def tone(self) -> Tone:
        return STATUS_TONES[EnvelopeStatus(self.status)]

    @property
    def reason(self) -> str:
        """Why a person ended it; nothing where the system did."""
        return self.ended_reason if self.status in WITH_REASON else ""

    @property
    def awaits_pdf(self) -> bool:
        return self.status == EnvelopeStatus.SIGNED

    @property
    def is_sealed(self) -> bool:
        return self.status == EnvelopeStatus.SEALED

    @property
    def is_unsigned(self) -> bool:
        return self.status in UNSIGNED

    @property
    def pledge(self) -> PledgeText:
        """The frozen words. Only for an envelope that has been read."""
        clauses = tuple(Clause(c["heading"], c["text"]) for c in self.text["clauses"])
        return PledgeText(self.text["title"], self.text["preamble"], clauses, self.text["closing"])


class SignatureMark(models.Model):
    """The drawn signature: append-only, one per envelope, shape only."""

    envelope = models.OneToOneField(Envelope, on_delete=models.PROTECT, related_name="mark")
    strokes = models.JSONField()  # {"width": 1000, "height", "strokes": [[[x, y], …], …]}
    path = models.TextField()  # the SVG path that is printed
    method = models.CharField(_("identity confirmed by"), max_length=20)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("drawn signature")
        verbose_name_plural = _("drawn signatures")

    def __str__(self) -> str:
        return f"{self.envelope_id} {self.made_at:%Y-%m-%d}"

    @property
    def confirmed_by(self) -> StrPromise:
        return METHOD_WORDS.get(self.method, PASSWORD_WORDS)

    @property
    def view_box(self) -> str:
        """The SVG viewBox that `path` fits in."""
        return " ".join(map(str, view_box(from_data(self.strokes))))
