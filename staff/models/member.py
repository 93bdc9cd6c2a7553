"""The roster: members and their dated appointments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.lib.crypto import lookup_hash
from cms.lib.fields import EncryptedTextField
from staff.engine.identity import mask_id_number, mask_mobile, narrow
from staff.models.organisation import Organisation, Post


class MemberQuerySet(models.QuerySet):
    def active(self) -> "MemberQuerySet":
        return self.filter(status=Member.Status.ACTIVE)

    def under(self, *roots: Organisation) -> "MemberQuerySet":
        """Members whose present organisation lies in one of the subtrees."""
        wanted = Q(pk__in=[])
        for root in roots:
            wanted |= Q(organisation__path__startswith=root.path)
        return self.filter(wanted)

    def with_identity(self, typed: str) -> "MemberQuerySet":
        """Whose whole ID number or mobile number this is; nothing when it is neither."""
        text = narrow(typed).upper()
        return self.filter(
            Q(id_number_hash=lookup_hash("id_number", text))
            | Q(mobile_hash=lookup_hash("mobile", text))
            if text
            else Q(pk__in=[])
        )


class Member(models.Model):
    """One person on the roster. Leaving closes the appointment; nobody is deleted."""

    class Category(models.TextChoices):
        CASEWORKER = "caseworker", _("caseworker")
        COORDINATOR = "coordinator", _("coordinator")
        HOME_VISITOR = "home_visitor", _("home visitor")
        LEADER = "leader", _("leader in charge")

    class Status(models.TextChoices):
        ACTIVE = "active", _("in post")
        LEFT = "left", _("left")

    class Sex(models.TextChoices):
        MALE = "male", _("male")
        FEMALE = "female", _("female")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="member"
    )
    staff_number = models.CharField(_("staff number"), max_length=20, unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    ethnicity = models.CharField(_("ethnicity"), max_length=20, blank=True)
    education = models.CharField(_("education"), max_length=20, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    id_number = EncryptedTextField(_("ID number"), blank=True)
    id_number_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    mobile = EncryptedTextField(_("mobile number"), blank=True)
    mobile_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    started_on = models.DateField(_("in social assistance since"), null=True, blank=True)
    status = models.CharField(max_length=6, choices=Status, default=Status.ACTIVE)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    # The present appointment, copied here by flows so that every list can scope by one join.
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="members",
        verbose_name=_("organisation"),
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="members", verbose_name=_("post")
    )
    village = models.CharField(_("village or community"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["staff_number"]
        indexes = [models.Index(fields=["organisation", "status"], name="member_org_status")]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_hash"], condition=~Q(id_number_hash=""), name="member_id_once"
            ),
            models.CheckConstraint(
                condition=Q(status="active", left_on__isnull=True)
                | Q(status="left", left_on__isnull=False),
                name="member_left_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number)

    @property
    def masked_mobile(self) -> str:
        return mask_mobile(self.mobile)


class Appointment(models.Model):
    """Who held which post where, from when to when. One is open at a time."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    village = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ends_on__isnull=True), name="appointment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.post} · {self.organisation}"
