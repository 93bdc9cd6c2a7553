"""What is asked for and done to an account by others, and what its holder is told of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.lib.moves import Moves


class AccountRequest(models.Model):
    """A one-time code that takes two people: one asks, another confirms and hands it over."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("account request", "waiting for the second person")
        DONE = "done", pgettext_lazy("account request", "confirmed")
        REFUSED = "refused", pgettext_lazy("account request", "refused")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="account_requests",
        verbose_name=_("account"),
    )
    forget_second_factor = models.BooleanField(_("remove the second factor"), default=False)
    reason = models.CharField(_("reason"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("account request", "asked by"),
    )
    asked_at = models.DateTimeField(pgettext_lazy("account request", "asked"))
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("account request", "decided by"),
    )
    decided_at = models.DateTimeField(pgettext_lazy("account request", "decided"), null=True)

    moves = Moves(
        {State.OPEN: {State.DONE, State.REFUSED}, State.DONE: (), State.REFUSED: ()}, "state"
    )

    class Meta:
        verbose_name = _("request about an account")
        verbose_name_plural = _("requests about accounts")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="open"), name="account_request_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="account_request_decided_has_who",
            ),
            # Refusing is no second signature: whoever asked may take it back.
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(decided_by=F("asked_by")),
                name="account_request_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=F("user")), name="account_request_not_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.asked_at:%Y-%m-%d}"


class AccountNotice(models.Model):
    """One thing that somebody else did to an account, told to its holder in the product."""

    class Kind(models.TextChoices):
        CODE_ASKED = "code_asked", _("A new one-time code was asked for your account.")
        CODE_ISSUED = "code_issued", _("A new one-time code was issued for your account.")
        CODE_REFUSED = "code_refused", _("The new one-time code for your account was refused.")
        FACTOR_REMOVED = (
            "factor_removed",
            _("A new one-time code was issued for your account, and your second factor removed."),
        )
        ROLE_GIVEN = "role_given", _("A role was given to your account.")
        ROLE_TAKEN = "role_taken", _("A role of your account was taken back.")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_notices"
    )
    kind = models.CharField(max_length=16, choices=Kind)
    detail = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice about an account")
        verbose_name_plural = _("notices about accounts")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["user"], name="account_notice_unseen", condition=Q(seen_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
