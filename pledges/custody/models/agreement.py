"""Custody agreements: who holds whose money for whom, and from when to when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from cms.lib.choices import choices
from cms.lib.crypto import lookup_hash
from cms.lib.fields import EncryptedTextField
from cms.lib.moves import Moves
from cms.lib.tones import StrPromise, Tone
from pledges.custody.engine import agreement as custody
from pledges.custody.engine.agreement import Capacity, CustodyCycle, CustodyStatus, Party
from staff.engine.identity import mask_id_number, mask_mobile, mask_name, narrow
from staff.models.organisation import Organisation

CUSTODY_STATUS_LABELS = {
    CustodyStatus.DRAFT: _("draft"),
    CustodyStatus.SIGNING: _("being signed"),
    CustodyStatus.ACTIVE: _("in force"),
    CustodyStatus.ENDED: _("ended"),
    CustodyStatus.VOID: _("void"),
}
CUSTODY_STATUS_TONES = {
    CustodyStatus.DRAFT: Tone.WAIT,
    CustodyStatus.SIGNING: Tone.WAIT,
    CustodyStatus.ACTIVE: Tone.OK,
    CustodyStatus.ENDED: Tone.INFO,
    CustodyStatus.VOID: Tone.INFO,
}
PARTY_LABELS = {
    Party.CUSTODIAN: _("custodian"),
    Party.PERSON: _("assisted person"),
    Party.GUARDIAN: _("guardian"),
    Party.SUPERVISOR: _("supervisor"),
    Party.TOWNSHIP: _("township"),
}
CAPACITY_LABELS = {
    Capacity.FULL: _("full capacity"),
    Capacity.LIMITED: _("limited capacity"),
    Capacity.NONE: _("no capacity"),
}
CYCLE_LABELS = {
    CustodyCycle.MONTH: _("month"),
    CustodyCycle.QUARTER: _("quarter"),
    CustodyCycle.HALF_YEAR: _("half-year"),
}
# The kinds of stored files that an agreement has: to print and sign, and signed by all.
FORM, SIGNED_FILE = "paper", "signed"
REPORT_CYCLES = (CustodyCycle.MONTH, CustodyCycle.QUARTER)
CHECK_CYCLES = (CustodyCycle.QUARTER, CustodyCycle.HALF_YEAR)


class CustodyQuerySet(models.QuerySet):
    def in_force(self) -> "CustodyQuerySet":
        return self.filter(status=CustodyStatus.ACTIVE)

    def being_signed(self) -> "CustodyQuerySet":
        return self.filter(status=CustodyStatus.SIGNING)

    def check_overdue(self, today: date) -> "CustodyQuerySet":
        return self.in_force().filter(next_check_on__lt=today)

    def renewal_due(self, today: date) -> "CustodyQuerySet":
        """In force, and the last thirty days of the term have begun or passed."""
        last = date.fromordinal(today.toordinal() + custody.RENEWAL_NOTICE_DAYS)
        return self.in_force().filter(ends_on__lte=last)

    def needing(self, need: str, today: date) -> "CustodyQuerySet":
        """`need`: overdue, findings, renewal, scan; anything else narrows nothing."""
        if need == "overdue":
            return self.check_overdue(today)
        if need == "findings":
            return self.filter(open_findings__gt=0)
        if need == "renewal":
            return self.renewal_due(today)
        if need == "scan":
            return self.being_signed().filter(scans__isnull=False, scans__accepted=None)
        return self

    def found(self, words: str) -> "CustodyQuerySet":
        """`words` in a name or the number, or a whole ID number."""
        if not words:
            return self
        whole = lookup_hash("id_number", narrow(words).upper())
        return self.filter(
            Q(person_name__icontains=words)
            | Q(custodian_name__icontains=words)
            | Q(number__icontains=words)
            | Q(person_id_hash=whole)
        )

    def counts(self, width: int, today: date) -> list[dict]:
        """Figures by the first `width` characters of the township's path, in tree order."""
        rows = self.order_by().annotate(place=Substr("township__path", 1, width)).values("place")
        in_force = Q(status=CustodyStatus.ACTIVE)
        coming = Q(status__in=[CustodyStatus.DRAFT, CustodyStatus.SIGNING])
        return list(
            rows.annotate(
                number=Count("pk"),
                active=Count("pk", filter=in_force),
                signing=Count("pk", filter=coming),
                overdue=Count("pk", filter=in_force & Q(next_check_on__lt=today)),
                findings=Count("pk", filter=Q(open_findings__gt=0)),
            ).order_by("place")
        )


class CustodyAgreement(models.Model):
    """One agreement. From the freezing of the text on, what was agreed stays as it is (0005)."""

    moves = Moves(custody.CUSTODY_MOVES)

    class Aid(models.TextChoices):
        LOW_INCOME = "low_income", _("low-income allowance")
        EXTREME_POVERTY = "extreme_poverty", _("extreme poverty (at home)")
        OTHER = "other", _("other")

    class Scope(models.TextChoices):
        ALLOWANCE = "allowance", _("low-income allowance")
        LIVING = "living", _("basic living allowance")
        CARE = "care", _("care allowance")
        TEMPORARY = "temporary", _("temporary assistance")
        GOODS = "goods", _("goods")
        OTHER = "other", _("other")

    code = models.CharField(_("code"), max_length=19, unique=True)
    number = models.CharField(_("number of the agreement"), max_length=40, unique=True)
    township = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("township")
    )
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("clerk"),
    )
    status = models.CharField(
        _("state"),
        max_length=8,
        choices=choices(CUSTODY_STATUS_LABELS),
        default=CustodyStatus.DRAFT,
    )
    custodian_name = models.CharField(_("name of the custodian"), max_length=50)
    custodian_relation = models.CharField(_("relation to the assisted person"), max_length=30)
    custodian_address = EncryptedTextField(_("address of the custodian"))
    custodian_phone = EncryptedTextField(_("mobile of the custodian"))
    custodian_is_official = models.BooleanField(
        _("The custodian works for the township or the village"), default=False
    )
    family_agreement_on = models.DateField(
        _("date of the written agreement with the family"), null=True, blank=True
    )
    person_name = models.CharField(_("name of the assisted person"), max_length=50)
    person_id_number = EncryptedTextField(_("ID number of the assisted person"))
    person_id_hash = models.CharField(max_length=64, db_index=True, editable=False)
    aid = models.CharField(_("kind of assistance"), max_length=16, choices=Aid)
    capacity = models.CharField(
        _("capacity to act"), max_length=8, choices=choices(CAPACITY_LABELS), default=Capacity.FULL
    )
    reason = models.CharField(_("why the person cannot manage alone"), max_length=100)
    guardian_name = models.CharField(_("name of the guardian"), max_length=50, blank=True)
    guardian_relation = models.CharField(_("relation of the guardian"), max_length=30, blank=True)
    guardian_phone = EncryptedTextField(_("mobile of the guardian"), blank=True)
    supervisor_name = models.CharField(_("name of the supervisor"), max_length=50)
    supervisor_phone = EncryptedTextField(_("mobile of the supervisor"))
    supervisor_unrelated = models.BooleanField(
        _("The supervisor is not a near relative of the custodian"), default=False
    )
    scope = models.JSONField(_("what is held"), default=list)
    monthly = models.DecimalField(
        _("about so much a month (yuan)"), max_digits=10, decimal_places=2
    )
    account_tail = models.CharField(_("last four digits of the account"), max_length=4)
    single_limit = models.DecimalField(_("ask first above (yuan)"), max_digits=10, decimal_places=2)
    report_cycle = models.CharField(
        _("accounts are shown every"), max_length=10, choices=choices(CYCLE_LABELS, REPORT_CYCLES)
    )
    check_cycle = models.CharField(
        _("checked on the spot every"), max_length=10, choices=choices(CYCLE_LABELS, CHECK_CYCLES)
    )
    pay = models.DecimalField(
        _("pay of the custodian a month (yuan)"), max_digits=8, decimal_places=2, default=0
    )
    paid_by = models.CharField(_("paid by"), max_length=60, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    opening_balance = models.DecimalField(
        _("balance at the start (yuan)"), max_digits=12, decimal_places=2, default=0
    )
    # The words all parties sign: frozen when signing starts. Names and phones stand in them.
    text = EncryptedTextField(blank=True)
    text_version = models.PositiveSmallIntegerField(default=custody.TEXT_VERSION)
    digest = models.CharField(_("digest of the text"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("drafted"))
    activated_at = models.DateTimeField(_("agreement in force since"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.CharField(_("reason"), max_length=200, blank=True)
    next_check_on = models.DateField(_("next check due"), null=True)
    open_findings = models.PositiveSmallIntegerField(_("open findings"), default=0)
    renews = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="renewed_by"
    )

    objects = CustodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("custody agreement")
        verbose_name_plural = _("custody agreements")
        ordering = ["township__path", "number"]
        indexes = [
            models.Index(fields=["township", "status"], name="custody_township_status"),
            models.Index(fields=["next_check_on"], name="custody_next_check"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity="full") | (~Q(guardian_name="") & ~Q(guardian_relation="")),
                name="custody_guardian_where_needed",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "void"])
                | (~Q(digest="") & Q(supervisor_unrelated=True)),
                name="custody_signed_text_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["ended", "void"], ended_at__isnull=False)
                & ~Q(end_reason="")
                | Q(status__in=["draft", "signing", "active"], ended_at__isnull=True),
                name="custody_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "ended"], activated_at__isnull=False)
                | Q(status__in=["draft", "signing", "void"], activated_at__isnull=True),
                name="custody_active_has_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="custody_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(custodian_is_official=False) | Q(family_agreement_on__isnull=False),
                name="custody_official_needs_family",
            ),
            models.CheckConstraint(
                condition=Q(monthly__gte=0, single_limit__gte=0, pay__gte=0),
                name="custody_amounts_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.person_name}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain."""
        return f"custody:{self.code}"

    @property
    def wording(self) -> StrPromise:
        return CUSTODY_STATUS_LABELS[CustodyStatus(self.status)]

    @property
    def tone(self) -> Tone:
        return CUSTODY_STATUS_TONES[CustodyStatus(self.status)]

    @property
    def is_draft(self) -> bool:
        return self.status == CustodyStatus.DRAFT

    @property
    def is_signing(self) -> bool:
        return self.status == CustodyStatus.SIGNING

    @property
    def is_active(self) -> bool:
        return self.status == CustodyStatus.ACTIVE

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.person_id_number)

    @property
    def masked_custodian_phone(self) -> str:
        return mask_mobile(self.custodian_phone)

    @property
    def masked_person(self) -> str:
        return mask_name(self.person_name)

    @property
    def scope_labels(self) -> list[str]:
        labels = dict(self.Scope.choices)
        return [str(labels[code]) for code in self.scope if code in labels]

    @property
    def parties(self) -> tuple[Party, ...]:
        return custody.parties(self.capacity)

    def party_name(self, party: str) -> str:
        """Whose signature stands for the party; the township signs by its name."""
        return {
            Party.CUSTODIAN: self.custodian_name,
            Party.PERSON: self.person_name,
            Party.GUARDIAN: self.guardian_name,
            Party.SUPERVISOR: self.supervisor_name,
            Party.TOWNSHIP: self.township.name,
        }[Party(party)]

    def party_phone(self, party: str) -> str:
        """Where a one-time link can be sent; empty when there is no number."""
        return {
            Party.CUSTODIAN: self.custodian_phone,
            Party.GUARDIAN: self.guardian_phone,
            Party.SUPERVISOR: self.supervisor_phone,
        }.get(Party(party), "")
