"""Sheet B: what an assisted household says at acceptance about relatives among staff."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.lib.crypto import lookup_hash
from cms.lib.fields import EncryptedTextField
from cms.lib.moves import Moves
from cms.lib.tones import StrPromise, Tone
from evidence.engine.strokes import from_data, view_box
from pledges.kinship.engine.states import CURRENT, HOUSEHOLD_MOVES, HouseholdState
from staff.engine.identity import mask_id_number, mask_name, narrow
from staff.models.member import Member
from staff.models.organisation import Organisation

# Beside `HouseholdFiling.State`, by its values.
STATE_TONES = {
    "filed": Tone.WAIT,
    "confirmed": Tone.OK,
    "refused": Tone.INFO,
    "stopped": Tone.INFO,
    "replaced": Tone.INFO,
}


class HouseholdQuerySet(models.QuerySet):
    def current(self) -> "HouseholdQuerySet":
        """What still counts: not refused, stopped or replaced."""
        return self.filter(state__in=CURRENT)

    def on_file(self) -> "HouseholdQuerySet":
        """Current, and with a relative among staff."""
        return self.current().filter(related=True)

    def awaiting_visit(self) -> "HouseholdQuerySet":
        """On file, not decided, and the county was not there yet."""
        return self.on_file().filter(state=HouseholdState.FILED, county_visited_on__isnull=True)

    def awaiting_result(self) -> "HouseholdQuerySet":
        """Not decided, and nothing is missing for it."""
        ready = Q(related=False) | Q(county_visited_on__isnull=False)
        return self.filter(ready, state=HouseholdState.FILED)

    def unscreened(self, year: int) -> "HouseholdQuerySet":
        """On file, and not looked through in `year`: once in each calendar year it must be."""
        done = Rescreening.objects.filter(year=year).values("filing_id")
        return self.on_file().exclude(pk__in=done)

    def found(self, words: str) -> "HouseholdQuerySet":
        """`words` in the applicant's or staff member's name or the number; a whole ID number."""
        if not words:
            return self
        return self.filter(
            Q(name__icontains=words)
            | Q(staff_name__icontains=words)
            | Q(number__icontains=words)
            | Q(id_number_hash=lookup_hash("id_number", narrow(words).upper()))
        )


class HouseholdFiling(models.Model):
    """One household's side. What was said at acceptance stays as it is (0014)."""

    moves = Moves(HOUSEHOLD_MOVES, "state")

    class State(models.TextChoices):
        FILED = HouseholdState.FILED, _("filed by the township")
        CONFIRMED = HouseholdState.CONFIRMED, _("confirmed by the county")
        REFUSED = HouseholdState.REFUSED, _("not approved by the county")
        STOPPED = HouseholdState.STOPPED, _("assistance stopped")
        REPLACED = HouseholdState.REPLACED, _("replaced by a later filing")

    class Sex(models.TextChoices):
        MALE = "male", _("male")
        FEMALE = "female", _("female")

    class SignedHow(models.TextChoices):
        DRAWN = "drawn", _("drawn on this device")
        PAPER = "paper", _("signed on paper")
        FINGERPRINT = "fingerprint", _("fingerprint on paper")

    code = models.CharField(_("code"), max_length=19, unique=True)
    number = models.CharField(_("number of the application"), max_length=40, unique=True)
    township = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("township")
    )
    accepted_on = models.DateField(_("accepted on"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.FILED)
    name = models.CharField(_("name of the applicant"), max_length=50)
    id_number = EncryptedTextField(_("ID number of the applicant"))
    id_number_hash = models.CharField(max_length=64, db_index=True, editable=False)
    id_ok = models.BooleanField(_("the ID number passes the check"), default=True)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    born_on = models.DateField(_("date of birth"))
    registered_at = EncryptedTextField(_("place of registration"))
    lives_at = EncryptedTextField(_("lives at"))
    people = models.PositiveSmallIntegerField(_("people in the household"))
    matter = models.CharField(_("kind of assistance applied for"), max_length=30)
    reason = models.CharField(_("reason of the application"), max_length=200)
    applied_on = models.DateField(_("applied on"))
    asked = models.BooleanField(_("asked aloud about relatives among staff"), default=False)
    related = models.BooleanField(_("has a relative among staff"))
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="household_filings"
    )
    staff_name = models.CharField(_("name of the staff member"), max_length=50, blank=True)
    staff_unit = models.CharField(_("unit of the staff member"), max_length=80, blank=True)
    staff_post = models.CharField(_("post of the staff member"), max_length=60, blank=True)
    staff_phone = EncryptedTextField(_("phone of the staff member"), blank=True)
    relation = models.CharField(_("relation to the staff member"), max_length=30, blank=True)
    hardship = models.TextField(_("hardship of the household"), blank=True)
    means = models.TextField(_("economic check"), blank=True)
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    visitors_unrelated = models.BooleanField(
        _("The two visitors have no interest in this household"), default=False
    )
    opinion = models.CharField(_("opinion of the township"), max_length=300, blank=True)
    county_visited_on = models.DateField(_("visited by the county on"), null=True)
    county_found = models.CharField(_("result of the county's visit"), max_length=300, blank=True)
    county_result = models.CharField(_("result of the county"), max_length=300, blank=True)
    monthly = models.DecimalField(
        _("assistance a month (yuan)"), max_digits=10, decimal_places=2, null=True
    )
    starts_on = models.DateField(_("first month"), null=True)
    signed_how = models.CharField(_("signature of the applicant"), max_length=11, choices=SignedHow)
    strokes = models.JSONField(default=dict)
    path = models.TextField(blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    created_at = models.DateTimeField(_("entered"))
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household on file")
        verbose_name_plural = _("households on file")
        ordering = ["township__path", "number"]
        indexes = [
            models.Index(fields=["township", "related", "state"], name="household_township"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(asked=True), name="household_was_asked"),
            models.CheckConstraint(condition=Q(people__gte=1), name="household_people"),
            models.CheckConstraint(
                condition=Q(related=False)
                | (
                    ~Q(staff_name="")
                    & ~Q(relation="")
                    & ~Q(hardship="")
                    & ~Q(means="")
                    & ~Q(opinion="")
                    & Q(visited_on__isnull=False, visitors_unrelated=True)
                ),
                name="household_related_is_whole",
            ),
            # 备案户县级必须入户: no result before the county's visit.
            models.CheckConstraint(
                condition=Q(related=False)
                | Q(state__in=["filed", "stopped", "replaced"])
                | (Q(county_visited_on__isnull=False) & ~Q(county_found="")),
                name="household_county_visits_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.masked_name}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"household:{self.code}"

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number) or "*" * len(self.id_number)

    @property
    def wording(self) -> StrPromise:
        return self.State(self.state).label

    @property
    def tone(self) -> Tone:
        return STATE_TONES[self.state]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.FILED

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def is_on_file(self) -> bool:
        return self.related and self.state in CURRENT

    @property
    def view_box(self) -> str:
        return " ".join(map(str, view_box(from_data(self.strokes)))) if self.strokes else ""


class CasePerson(models.Model):
    """Somebody who took part in handling the household: append-only."""

    class Role(models.TextChoices):
        VISITOR = "visitor", _("visitor of the township")
        PANEL = "panel", _("democratic panel")
        REVIEWER = "reviewer", _("review")
        COUNTY_VISITOR = "county", _("visitor of the county")

    filing = models.ForeignKey(
        HouseholdFiling, on_delete=models.PROTECT, related_name="case_people"
    )
    role = models.CharField(_("part"), max_length=8, choices=Role)
    name = models.CharField(_("who"), max_length=50)
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("person of a case")
        verbose_name_plural = _("people of cases")
        ordering = ["filing", "pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"


class HouseholdNote(models.Model):
    """动态管理记录: a change of the assistance; append-only."""

    class Kind(models.TextChoices):
        MORE = "more", _("increased")
        LESS = "less", _("reduced")
        STOP = "stop", _("stopped")
        KEEP = "keep", _("left as it was")

    filing = models.ForeignKey(HouseholdFiling, on_delete=models.PROTECT, related_name="notes")
    on = models.DateField(_("date"))
    kind = models.CharField(_("change"), max_length=4, choices=Kind)
    reason = models.CharField(_("reason"), max_length=200)
    monthly = models.DecimalField(
        _("assistance a month from then on (yuan)"), max_digits=10, decimal_places=2, null=True
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of the assistance")
        verbose_name_plural = _("changes of the assistance")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class Rescreening(models.Model):
    """年度再排查: one household, one year, step by step, with conclusion and person."""

    class Step(models.TextChoices):
        FINE = "fine", _("in order")
        PROBLEM = "problem", _("problem")

    class Conclusion(models.TextChoices):
        KEEP = "keep", _("stays on file, nothing to change")
        ADJUST = "adjust", _("assistance to be adjusted")
        STOP = "stop", _("assistance to be stopped")
        CLUE = "clue", _("clue handed on")

    filing = models.ForeignKey(
        HouseholdFiling, on_delete=models.PROTECT, related_name="rescreenings"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    on = models.DateField(_("screened on"))
    application = models.CharField(_("application"), max_length=7, choices=Step)
    acceptance = models.CharField(_("acceptance"), max_length=7, choices=Step)
    confirmation = models.CharField(_("review and confirmation"), max_length=7, choices=Step)
    conclusion = models.CharField(_("conclusion"), max_length=6, choices=Conclusion)
    words = models.CharField(_("what was found"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(_("screened by"), max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("yearly screening")
        verbose_name_plural = _("yearly screenings")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "year"], name="rescreening_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.year}"


class Recusal(models.Model):
    """回避: who stepped back from a relative's case, and who took over; append-only."""

    filing = models.ForeignKey(HouseholdFiling, on_delete=models.PROTECT, related_name="recusals")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="recusals")
    member_name = models.CharField(_("who stepped back"), max_length=50)
    role = models.CharField(_("from which part"), max_length=8, choices=CasePerson.Role)
    substitute = models.CharField(_("taken over by"), max_length=50)
    reason = models.CharField(_("reason"), max_length=200)
    on = models.DateField(_("stepped back on"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "member", "role"], name="recusal_once")
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.member_name}"
