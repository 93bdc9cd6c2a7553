"""Register C and the alerts: what comparing the two sides brought up."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms.lib.choices import choices
from cms.lib.moves import Moves
from cms.lib.tones import StrPromise, Tone
from pledges.kinship.engine.matching import PENDING, MatchResult
from pledges.kinship.engine.states import (
    ALERT_MOVES,
    REMINDERS,
    UNSETTLED,
    AlertKind,
    AlertState,
)
from pledges.kinship.models.declaration import NearRelative, NearRelativeDeclaration
from pledges.kinship.models.household import CasePerson, HouseholdFiling
from staff.models.member import Member
from staff.models.organisation import Organisation

RESULT_LABELS = {
    MatchResult.AGREE: _("both sides agree"),
    MatchResult.STAFF_ONLY: _("only the staff member"),
    MatchResult.HOUSEHOLD_ONLY: _("only the household"),
    MatchResult.DIFFERENT: _("different relation"),
    MatchResult.BAD_ID: _("ID number fails the check"),
}


class MatchQuerySet(models.QuerySet):
    def pending(self) -> "MatchQuerySet":
        return self.filter(result__in=sorted(PENDING))

    def found(self, words: str) -> "MatchQuerySet":
        """`words` in a name on either side or in a number."""
        if not words:
            return self
        return self.filter(
            Q(member__name__icontains=words)
            | Q(filing__staff_name__icontains=words)
            | Q(filing__name__icontains=words)
            | Q(relative__name__icontains=words)
            | Q(filing__number__icontains=words)
        )


class KinshipMatch(models.Model):
    """One line of register C. Derived: made anew whenever one of its sides changes."""

    place = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("township")
    )
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    relative = models.ForeignKey(
        NearRelative, null=True, on_delete=models.PROTECT, related_name="matches"
    )
    filing = models.ForeignKey(
        HouseholdFiling, null=True, on_delete=models.PROTECT, related_name="matches"
    )
    result = models.CharField(
        _("result of the comparison"), max_length=14, choices=choices(RESULT_LABELS)
    )
    compared_at = models.DateTimeField(_("compared"))

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the comparison")
        verbose_name_plural = _("lines of the comparison")
        ordering = ["place__path", "pk"]
        indexes = [models.Index(fields=["place", "result"], name="kinship_place_result")]
        constraints = [
            models.UniqueConstraint(fields=["relative", "filing"], name="kinship_pair_once"),
            models.UniqueConstraint(
                fields=["relative"],
                condition=Q(filing__isnull=True),
                name="kinship_staff_side_once",
            ),
            models.UniqueConstraint(
                fields=["filing"],
                condition=Q(relative__isnull=True),
                name="kinship_household_side_once",
            ),
            models.CheckConstraint(
                condition=Q(relative__isnull=False) | Q(filing__isnull=False),
                name="kinship_has_a_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.result}"

    @property
    def is_pending(self) -> bool:
        return self.result in PENDING

    @property
    def wording(self) -> StrPromise:
        return RESULT_LABELS[MatchResult(self.result)]

    @property
    def tone(self) -> Tone:
        return Tone.WARN if self.is_pending else Tone.OK

    @property
    def staff_name(self) -> str:
        if self.member:
            return self.member.name
        return self.filing.staff_name if self.filing else ""

    @property
    def masked_person(self) -> str:
        side = self.filing or self.relative
        return side.masked_name if side else ""

    @property
    def relation(self) -> str:
        if self.relative:
            return self.relative.relation
        return self.filing.relation if self.filing else ""


# Beside `KinshipAlert.State`, by its values.
ALERT_TONES = {
    "open": Tone.BAD,
    "concluded": Tone.WAIT,
    "closed": Tone.OK,
    "settled": Tone.OK,
}


class AlertQuerySet(models.QuerySet):
    def unsettled(self) -> "AlertQuerySet":
        """Somebody still has to look."""
        return self.filter(state__in=UNSETTLED)

    def reminders(self) -> "AlertQuerySet":
        return self.filter(kind__in=REMINDERS)


class KinshipAlert(models.Model):
    """Something a person must look at. The system raises it; people conclude it, two of them."""

    moves = Moves(ALERT_MOVES, "state")

    class Kind(models.TextChoices):
        UNMATCHED = AlertKind.UNMATCHED, _("the two sides do not agree")
        NOT_RECUSED = AlertKind.NOT_RECUSED, _("should have stepped back and did not")
        OVERDUE = AlertKind.OVERDUE, _("declaration overdue")
        POST_CHANGED = AlertKind.POST_CHANGED, _("not declared after a change of post")

    class State(models.TextChoices):
        OPEN = AlertState.OPEN, _("waits to be handled")
        CONCLUDED = AlertState.CONCLUDED, _("waits for the second look")
        CLOSED = AlertState.CLOSED, _("struck off")
        SETTLED = AlertState.SETTLED, _("settled by a new declaration")

    class Conclusion(models.TextChoices):
        CORRECTED = "corrected", _("corrected by the person or household")
        EXPLAINED = "explained", _("checked, no breach")
        REDONE = "redone", _("stepped back, the step was done again")
        TALKED = "talked", _("admonished")
        HANDED_ON = "handed_on", _("clue handed on")

    code = models.CharField(max_length=19, unique=True)
    key = models.CharField(max_length=120, unique=True, editable=False)
    kind = models.CharField(_("alert"), max_length=11, choices=Kind)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    place = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="kinship_alerts"
    )
    filing = models.ForeignKey(
        HouseholdFiling, null=True, on_delete=models.PROTECT, related_name="alerts"
    )
    declaration = models.ForeignKey(
        NearRelativeDeclaration, null=True, on_delete=models.PROTECT, related_name="alerts"
    )
    # Codes of the case: the result, the part taken, whether the roster is sure, the day due.
    facts = models.JSONField(default=dict)
    raised_at = models.DateTimeField(_("raised"))
    conclusion = models.CharField(_("conclusion"), max_length=9, blank=True, choices=Conclusion)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    concluded_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert about near relatives")
        verbose_name_plural = _("alerts about near relatives")
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["place", "state", "kind"], name="kinship_alert_place")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["concluded", "closed"])
                | (~Q(conclusion="") & Q(concluded_by__isnull=False, concluded_at__isnull=False)),
                name="kinship_alert_concluded_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(closed_by=F("concluded_by")),
                name="kinship_alert_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"alert:{self.code}"

    @property
    def wording(self) -> StrPromise:
        return self.State(self.state).label

    @property
    def tone(self) -> Tone:
        return ALERT_TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_concluded(self) -> bool:
        return self.state == self.State.CONCLUDED

    @property
    def needs_noting(self) -> bool:
        """Named in register C: somebody did not step back, and it is not settled yet."""
        return self.kind == self.Kind.NOT_RECUSED and self.state in UNSETTLED

    @property
    def staff_name(self) -> str:
        if self.member:
            return self.member.name
        return self.filing.staff_name if self.filing else ""

    @property
    def result_label(self) -> str:
        """What the comparison said, when this is about one."""
        code = self.facts.get("result")
        return str(RESULT_LABELS[MatchResult(code)]) if code else ""

    @property
    def part_label(self) -> str:
        """The part somebody took who should have stepped back."""
        return str(dict(CasePerson.Role.choices).get(self.facts.get("part", ""), ""))

    @property
    def due_on(self) -> date | None:
        day = self.facts.get("due_on")
        return date.fromisoformat(day) if day else None

    @property
    def is_reminder(self) -> bool:
        """Late declarations end with the declaration; nobody has to judge them."""
        return self.kind in REMINDERS


class AlertStep(models.Model):
    """Who said what of an alert: append-only."""

    class Kind(models.TextChoices):
        CONCLUDED = "concluded", _("concluded")
        AGREED = "agreed", _("second look: agreed")
        REOPENED = "reopened", _("second look: opened again")

    alert = models.ForeignKey(KinshipAlert, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    conclusion = models.CharField(max_length=9, blank=True, choices=KinshipAlert.Conclusion)
    words = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step of an alert")
        verbose_name_plural = _("steps of alerts")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.kind}"
