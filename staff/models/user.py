"""Who can log in. What a person may do comes from RoleGrant, never from flags here."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class User(AbstractUser):
    """An account. `username` is the staff number of a roster member."""

    first_name = None
    last_name = None
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    must_change_password = models.BooleanField(_("must change the password"), default=True)
    password_changed_at = models.DateTimeField(_("password changed"), null=True, blank=True)
    senior_view = models.BooleanField(_("senior view"), default=False)

    REQUIRED_FIELDS = ["name"]

    # Filled by the policy, once per request: a user object lives no longer than that.
    live_grants: list | None = None
    # Set by the door where a second factor is asked for; the other two are the policy's notes.
    factor_asked: bool = False
    has_factor: bool | None = None
    factor_withheld: bool = False

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class PasswordRecord(models.Model):
    """The hash of an earlier password, so that the last few cannot come back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_records")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("earlier password")
        verbose_name_plural = _("earlier passwords")
        ordering = ["-set_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"


class ActivationCodeQuerySet(models.QuerySet):
    def live(self, at) -> "ActivationCodeQuerySet":
        """Codes that still open their account at `at`."""
        return self.filter(used_at__isnull=True, expires_at__gt=at)


class ActivationCode(models.Model):
    """A one-time code for the first log-in. Only its keyed digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="activation_codes")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    created_by = models.ForeignKey(
        User,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("code issued by"),
    )

    objects = ActivationCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("activation code")
        verbose_name_plural = _("activation codes")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"
