"""Sheet A: what staff declare about relatives who apply for or receive assistance."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.lib.choices import choices
from cms.lib.fields import EncryptedTextField
from cms.lib.moves import Moves
from cms.lib.tones import StrPromise, Tone
from evidence.engine.strokes import from_data, view_box
from pledges.kinship.engine.declaration import (
    CONCLUSIONS,
    COUNTING,
    DECLARATION_MOVES,
    DeclarationStatus,
)
from pledges.kinship.engine.matching import AidState, Deadlines, DutyKind
from staff.engine.identity import mask_id_number, mask_mobile, mask_name
from staff.models.member import Member

DECLARATION_STATUS_LABELS = {
    DeclarationStatus.DRAFT: _("being written"),
    DeclarationStatus.SIGNED: _("waits for the unit's opinion"),
    DeclarationStatus.REVIEWED: _("waits for the county"),
    DeclarationStatus.FILED: _("filed"),
    DeclarationStatus.FOCUS: _("filed, to be checked closely"),
    DeclarationStatus.RETURNED: _("sent back"),
}
DECLARATION_STATUS_TONES = {
    DeclarationStatus.DRAFT: Tone.WAIT,
    DeclarationStatus.SIGNED: Tone.WAIT,
    DeclarationStatus.REVIEWED: Tone.WAIT,
    DeclarationStatus.FILED: Tone.OK,
    DeclarationStatus.FOCUS: Tone.WARN,
    DeclarationStatus.RETURNED: Tone.BAD,
}
DUTY_LABELS = {
    DutyKind.FIRST: _("first declaration"),
    DutyKind.YEARLY: _("yearly declaration"),
    DutyKind.CHANGE: _("declaration of a change"),
}
AID_STATE_LABELS = {
    AidState.APPLYING: _("applying"),
    AidState.RECEIVING: _("receiving"),
    AidState.STOPPED: _("stopped"),
}


class KinshipTerm(models.Model):
    """One word of the lists that the province sets. Rows keep the code; the label is data."""

    class Kind(models.TextChoices):
        RELATION = "relation", _("relation")
        AID = "aid", _("kind of assistance")
        CATEGORY = "category", _("category of staff")

    kind = models.CharField(_("list"), max_length=10, choices=Kind)
    code = models.SlugField(_("code"), max_length=30)
    label = models.CharField(_("word"), max_length=40)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("word of the filing lists")
        verbose_name_plural = _("words of the filing lists")
        ordering = ["kind", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="kinship_term_once")]

    def __str__(self) -> str:
        return self.label


class KinshipRules(models.Model):
    """The deadlines: one row."""

    months = models.PositiveSmallIntegerField(_("a declaration holds for (months)"), default=12)
    post_days = models.PositiveSmallIntegerField(
        _("declare after taking up or changing a post within (days)"), default=30
    )

    class Meta:
        verbose_name = _("deadline of declarations")
        verbose_name_plural = _("deadlines of declarations")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="kinship_rules_one_row"),
            models.CheckConstraint(
                condition=Q(months__gte=1, post_days__gte=1), name="kinship_rules_positive"
            ),
        ]

    def __str__(self) -> str:
        return str(_("%(months)d months, %(days)d days")) % {
            "months": self.months,
            "days": self.post_days,
        }

    @property
    def deadlines(self) -> Deadlines:
        return Deadlines(self.months, self.post_days)


class DeclarationQuerySet(models.QuerySet):
    def drafts(self) -> "DeclarationQuerySet":
        return self.filter(status=DeclarationStatus.DRAFT)

    def counting(self) -> "DeclarationQuerySet":
        """Signed, and not sent back."""
        return self.filter(status__in=sorted(COUNTING))

    def current(self) -> "DeclarationQuerySet":
        """The one that counts for each member: the newest signature."""
        return self.counting().filter(is_current=True)

    def signed(self) -> "DeclarationQuerySet":
        return self.exclude(status=DeclarationStatus.DRAFT)

    def found(self, words: str) -> "DeclarationQuerySet":
        """`words` in the declarer's name or the number of the declaration."""
        if not words:
            return self
        return self.filter(Q(member_name__icontains=words) | Q(number__icontains=words))


class NearRelativeDeclaration(models.Model):
    """One declaration. Once signed, what it says stays as it is (0014)."""

    moves = Moves(DECLARATION_MOVES)

    code = models.CharField(_("code"), max_length=19, unique=True)
    number = models.CharField(_("number of the declaration"), max_length=40, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind of declaration"), max_length=8, choices=choices(DUTY_LABELS))
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="declarations")
    status = models.CharField(
        _("state"),
        max_length=8,
        choices=choices(DECLARATION_STATUS_LABELS),
        default=DeclarationStatus.DRAFT,
    )
    # Copied at the signature, so that the paper outlives a move.
    member_name = models.CharField(_("name of the declarer"), max_length=50)
    organisation_name = models.CharField(_("unit"), max_length=80)
    post_name = models.CharField(_("post"), max_length=60)
    id_number = EncryptedTextField(_("ID number"), blank=True)
    id_number_hash = models.CharField(max_length=64, blank=True, editable=False)
    category = models.CharField(_("category of staff"), max_length=30, blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    has_relatives = models.BooleanField(
        _("relatives apply for or receive assistance"), null=True, blank=True
    )
    promised = models.BooleanField(_("promise to step back"), default=False)
    # What is half typed in the open form; gone with the signature.
    typed = EncryptedTextField(blank=True)
    text = EncryptedTextField(blank=True)
    digest = models.CharField(_("digest of the text"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("begun"))
    signed_at = models.DateTimeField(_("time of signing"), null=True)
    # The newest that counts; kept by flows so that lists need no sub-select.
    is_current = models.BooleanField(default=False)
    renews = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="renewed_by"
    )

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("near-relative declaration")
        verbose_name_plural = _("near-relative declarations")
        ordering = ["-signed_at", "-pk"]
        indexes = [
            models.Index(fields=["status", "signed_at"], name="declaration_status"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(status="draft"), name="declaration_one_draft"
            ),
            models.UniqueConstraint(
                fields=["member"], condition=Q(is_current=True), name="declaration_one_current"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", signed_at__isnull=True)
                | (
                    ~Q(status="draft")
                    & ~Q(digest="")
                    & Q(signed_at__isnull=False, has_relatives__isnull=False, promised=True)
                ),
                name="declaration_signed_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.member_name}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"declaration:{self.code}"

    @property
    def wording(self) -> StrPromise:
        return DECLARATION_STATUS_LABELS[DeclarationStatus(self.status)]

    @property
    def tone(self) -> Tone:
        return DECLARATION_STATUS_TONES[DeclarationStatus(self.status)]

    @property
    def is_returned(self) -> bool:
        return self.status == DeclarationStatus.RETURNED

    @property
    def is_draft(self) -> bool:
        return self.status == DeclarationStatus.DRAFT

    @property
    def is_nil(self) -> bool:
        return self.has_relatives is False

    @property
    def awaits_opinion(self) -> bool:
        return self.status == DeclarationStatus.SIGNED

    @property
    def awaits_conclusion(self) -> bool:
        return self.status == DeclarationStatus.REVIEWED

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number)

    @property
    def masked_phone(self) -> str:
        return mask_mobile(self.phone)


class NearRelative(models.Model):
    """One relative of a declaration. `series` stays the same over the years."""

    declaration = models.ForeignKey(
        NearRelativeDeclaration, on_delete=models.CASCADE, related_name="relatives"
    )
    series = models.CharField(max_length=19, db_index=True, editable=False)
    position = models.PositiveSmallIntegerField()
    relation = models.CharField(_("relation to you"), max_length=30)
    name = models.CharField(_("name of the relative"), max_length=50)
    id_number = EncryptedTextField(_("ID number of the relative"))
    id_number_hash = models.CharField(max_length=64, db_index=True, editable=False)
    registered_at = EncryptedTextField(_("place of registration"))
    lives_at = EncryptedTextField(_("lives at"))
    aid = models.CharField(_("kind of assistance"), max_length=30)
    state = models.CharField(
        _("state of the assistance"), max_length=10, choices=choices(AID_STATE_LABELS)
    )
    people = models.PositiveSmallIntegerField(_("people in the household"))
    monthly = models.DecimalField(_("assistance a month (yuan)"), max_digits=10, decimal_places=2)
    since = models.DateField(_("since (month)"))
    took_part = models.BooleanField(_("I took part in handling this household"), default=False)
    took_part_in = models.CharField(_("which step, when"), max_length=100, blank=True)
    frozen = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("near relative")
        verbose_name_plural = _("near relatives")
        ordering = ["declaration", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "position"], name="near_relative_position"
            ),
            models.UniqueConstraint(fields=["declaration", "series"], name="near_relative_series"),
            models.CheckConstraint(
                condition=Q(monthly__gte=0, people__gte=1), name="near_relative_amounts"
            ),
            models.CheckConstraint(
                condition=Q(took_part=False) | ~Q(took_part_in=""), name="near_relative_part_said"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.masked_name}"

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number)


class DeclarationSignature(models.Model):
    """The drawn signature: append-only, one per declaration, shape only."""

    declaration = models.OneToOneField(
        NearRelativeDeclaration, on_delete=models.PROTECT, related_name="signature"
    )
    strokes = models.JSONField()
    path = models.TextField()
    method = models.CharField(_("identity confirmed by"), max_length=20)
    assertion = models.JSONField(null=True)
    at = models.DateTimeField(_("time of signing"))

    class Meta:
        verbose_name = _("signature of a declaration")
        verbose_name_plural = _("signatures of declarations")

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.method}"

    @property
    def view_box(self) -> str:
        return " ".join(map(str, view_box(from_data(self.strokes))))


class DeclarationStep(models.Model):
    """What the unit and the county said of a declaration: append-only."""

    class Kind(models.TextChoices):
        OPINION = "opinion", _("opinion of the unit")
        CONCLUSION = "conclusion", _("conclusion of the county")

    declaration = models.ForeignKey(
        NearRelativeDeclaration, on_delete=models.PROTECT, related_name="steps"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    result = models.CharField(
        _("conclusion"),
        max_length=8,
        blank=True,
        choices=choices(DECLARATION_STATUS_LABELS, sorted(CONCLUSIONS)),
    )
    words = models.CharField(_("words"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of a declaration")
        verbose_name_plural = _("steps of declarations")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "kind"], name="declaration_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} {self.kind}"
