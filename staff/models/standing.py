"""Credentials: facts left on the person. Peers speak to each other through these only."""

from decimal import Decimal

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.lib.tones import StrPromise, Tone
from staff.models.credential_kinds import CredentialKind
from staff.models.member import Member

# Of a credential at a moment: `staff.queries.people.credentials_of` says which.
STATE_WORDS = {
    "live": pgettext_lazy("credential", "valid"),
    "expired": pgettext_lazy("credential", "expired"),
    "revoked": pgettext_lazy("credential", "revoked"),
}
STATE_TONES = {"live": Tone.OK, "expired": Tone.WARN, "revoked": Tone.BAD}


class CredentialQuerySet(models.QuerySet):
    def standing(self, at) -> "CredentialQuerySet":
        """Credentials that hold at `at`: neither expired nor revoked, and no revocations."""
        revoked = Credential.objects.filter(revokes=OuterRef("pk"), earned_at__lte=at)
        return self.filter(
            ~Exists(revoked),
            # Not `revokes__isnull`: SQLite would walk that nearly all-null index for every member.
            ~Q(kind=Credential.Kind.REVOCATION),
            Q(expires_at__isnull=True) | Q(expires_at__gt=at),
            earned_at__lte=at,
        )


class Credential(models.Model):
    """Append-only: a revocation is another row that points at the one it ends.

    `code` names what was earned in the source's own words (`lesson:12`, `exam:3`,
    `pledge:2`); `source` names the event, and is unique, so a repeat grants nothing.
    """

    Kind = CredentialKind

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="credentials")
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=80)
    title = models.CharField(pgettext_lazy("credential", "title"), max_length=200)
    value = models.DecimalField(
        _("credit hours or score"), max_digits=7, decimal_places=2, default=Decimal(0)
    )
    earned_at = models.DateTimeField(_("earned"))
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    source = models.CharField(max_length=120, unique=True)
    # Copied in, so that the fact outlives a move, a rename or an erasure of the account.
    member_name = models.CharField(max_length=50)
    organisation_name = models.CharField(max_length=80)
    post_name = models.CharField(max_length=60)
    revokes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="revoked_by"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    # Annotated by the query that asks for one moment; not a column.
    state: str

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ["-earned_at", "-pk"]
        indexes = [models.Index(fields=["member", "kind", "code"], name="credential_member_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="revocation", revokes__isnull=False)
                | (~Q(kind="revocation") & Q(revokes__isnull=True)),
                name="credential_revocation_points",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.member_name}"

    @property
    def counts_hours(self) -> bool:
        """Whether `value` is credit hours; else it is a score, or nothing."""
        return self.kind == self.Kind.TRAINING

    @property
    def is_revoked(self) -> bool:
        return self.state == "revoked"

    @property
    def wording(self) -> StrPromise:
        return STATE_WORDS[self.state]

    @property
    def tone(self) -> Tone:
        return STATE_TONES[self.state]
