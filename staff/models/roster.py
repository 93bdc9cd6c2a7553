"""Uploaded rosters, and the ledger of what every change to the roster did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.lib.moves import Moves
from cms.models.jobs import Job, new_token, private_storage
from staff.engine.roster.states import IMPORT_MOVES, ImportState
from staff.models.member import Member
from staff.models.organisation import Organisation


class RosterImport(models.Model):
    """One uploaded file with the plan made of it. Applying is one transaction, once."""

    moves = Moves(IMPORT_MOVES, "state")

    class State(models.TextChoices):
        PREVIEWED = ImportState.PREVIEWED, _("waiting for a decision")
        QUEUED = ImportState.QUEUED, _("being applied")
        APPLIED = ImportState.APPLIED, _("applied")
        DISCARDED = ImportState.DISCARDED, _("discarded")

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    file = models.FileField(_("file"), storage=private_storage, upload_to="rosters/%Y/%m/")
    file_name = models.CharField(_("file name"), max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREVIEWED)
    # rows, joiners, movers, changed, returners, unchanged, leavers, errors
    counts = models.JSONField(_("counts"), default=dict)
    # The digest of the plan that was shown: another plan at the time of applying is refused.
    fingerprint = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded"))
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)
    leavers_on = models.DateField(_("leavers recorded on"), null=True, blank=True)
    leavers_reason = models.CharField(_("reason for leaving"), max_length=200, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # Activation codes are handed out once: this says when.
    codes_taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="applied", applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_at__isnull=True)),
                name="roster_import_applied_has_time",
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PREVIEWED

    @property
    def is_queued(self) -> bool:
        return self.state == self.State.QUEUED


class RosterLine(models.Model):
    """One line of an import's preview; gone once the import is applied or discarded.

    `detail` holds masked values only: changed fields as [field, before, after], or the
    problem's code, parameters and column.
    """

    class Part(models.TextChoices):
        JOINERS = "joiners", _("joiners")
        MOVERS = "movers", _("movers")
        CHANGED = "changed", _("details changed")
        RETURNERS = "returners", _("returners")
        LEAVERS = "leavers", _("not in the file")
        UNCHANGED = "unchanged", _("unchanged")
        ERRORS = "errors", _("errors")

    roster_import = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="lines")
    part = models.CharField(max_length=10, choices=Part)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    row = models.PositiveIntegerField(_("row"), null=True)
    staff_number = models.CharField(_("staff number"), max_length=20, blank=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50, blank=True)
    place = models.CharField(_("organisation"), max_length=120, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("line of a roster import")
        verbose_name_plural = _("lines of a roster import")
        ordering = ["pk"]
        indexes = [models.Index(fields=["roster_import", "part"], name="roster_line_part")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}: {self.name}"


class RosterChange(models.Model):
    """Append-only: one row per person and change. ID numbers and phones stand here masked."""

    class Kind(models.TextChoices):
        JOINED = "joined", _("joined")
        MOVED = "moved", _("moved")
        CHANGED = "changed", _("details changed")
        LEFT = "left", _("left")
        RETURNED = "returned", _("returned")

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="changes", verbose_name=_("member")
    )
    kind = models.CharField(_("change"), max_length=10, choices=Kind)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    # Where the person was afterwards and before: the lines along which HR may see the change.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    from_organisation = models.ForeignKey(
        Organisation,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("from organisation"),
    )
    effective_on = models.DateField(_("effective"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    roster_import = models.ForeignKey(
        RosterImport,
        null=True,
        on_delete=models.PROTECT,
        related_name="changes",
        verbose_name=_("roster import"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    at = models.DateTimeField(_("recorded"), db_index=True)

    class Meta:
        verbose_name = _("roster change")
        verbose_name_plural = _("roster changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.member} · {self.get_kind_display()}"


class UnmaskEvent(models.Model):
    """Append-only: who looked at whose full ID number and phone, when and why."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="unmask_events", verbose_name=_("member")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unmasked by"),
    )
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("unmasked"))

    class Meta:
        verbose_name = _("unmasking")
        verbose_name_plural = _("unmaskings")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.member_id} {self.at:%Y-%m-%d %H:%M}"
