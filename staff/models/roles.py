"""Role grants: who may act over which subtree, from when to when, given by whom and why."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from staff.engine.roles import ADMINISTRATORS, Role
from staff.models.organisation import Organisation

ROLE_LABELS = {
    Role.TRAINER: _("trainer"),
    Role.REVIEWER: _("reviewer"),
    Role.MARKER: _("marker"),
    Role.HR: _("HR"),
    Role.INSPECTOR: _("inspector"),
    Role.ACCOUNTS: _("accounts administrator"),
    Role.PERMISSIONS: _("permissions administrator"),
    Role.AUDIT: _("audit administrator"),
}


class RoleGrantQuerySet(models.QuerySet):
    def live(self, at) -> "RoleGrantQuerySet":
        """Grants in force at the moment `at`."""
        return self.not_ended(at).filter(starts_at__lte=at)

    def not_ended(self, at) -> "RoleGrantQuerySet":
        """Grants in force at `at` or still to begin."""
        return self.filter(
            Q(revoked_at__isnull=True) | Q(revoked_at__gt=at),
            Q(ends_at__isnull=True) | Q(ends_at__gt=at),
        )


STATE_LABELS = {"live": _("in force"), "coming": _("not yet begun"), "ended": _("ended")}


class RoleGrant(models.Model):
    """One role over one subtree for one account."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="role_grants",
        verbose_name=_("account"),
    )
    role = models.CharField(
        _("role"), max_length=20, choices=[(role.value, ROLE_LABELS[role]) for role in Role]
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("over")
    )
    starts_at = models.DateTimeField(pgettext_lazy("grant", "from"))
    ends_at = models.DateTimeField(pgettext_lazy("grant", "until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("given by"),
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    revoke_reason = models.CharField(_("reason for taking back"), max_length=200, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(revoked_at__isnull=True),
                name="grant_once",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(revoked_at__isnull=True, role__in=sorted(ADMINISTRATORS)),
                name="grant_one_administrator_role",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.INSPECTOR.value) | Q(ends_at__isnull=False),
                name="grant_inspector_time_boxed",
            ),
        ]

    def state_at(self, at) -> str:
        """ "live", "coming" or "ended" at the moment `at`."""
        over = [moment for moment in (self.revoked_at, self.ends_at) if moment is not None]
        if any(moment <= at for moment in over):
            return "ended"
        return "live" if self.starts_at <= at else "coming"

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organisation}"
