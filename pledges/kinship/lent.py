"""What this app lends to the shared pages; found when the apps are ready."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.lends import AREAS, CARDS, Area, DeskCard
from evidence.subjects import CHAINS, CONTRADICTIONS, KEPT, SUBJECTS, ChainKind
from pledges.kinship.flows.subject import DECLARATIONS
from pledges.kinship.models.matching import KinshipAlert
from pledges.kinship.queries.kept import KEPT_ROWS
from pledges.kinship.queries.records import household_faults
from pledges.kinship.queries.relatives import duty_of, open_alerts
from staff.permissions import POLICY

DECLARE_AHEAD = 60  # days before its day a declaration appears on the desk


@CARDS.add
def own_declaration(request, at) -> list[DeskCard]:
    """For staff: the declaration that is begun or due within two months."""
    member = getattr(request.user, "member", None)
    duty = duty_of(member) if member else None
    if duty is None:
        return []
    begun = member.declarations.drafts().exists()
    if not begun and duty.due_on > timezone.localdate(at) + timedelta(days=DECLARE_AHEAD):
        return []
    ends = datetime.combine(duty.due_on, time.max.replace(microsecond=0))
    return [
        DeskCard(
            kind="pledge",
            title=_("Declare near relatives"),
            detail=_("“None” is a declaration as well. It takes about three minutes."),
            url=reverse("declarations"),
            action=_("Go on with it") if begun else _("Declare"),
            due_at=timezone.make_aware(ends),
        )
    ]


@CARDS.add
def relatives_work(request, at) -> list[DeskCard]:
    """For HR and inspectors: alerts within the own subtree that are not closed."""
    if not POLICY.holds(request.user, "kinship.view_alert"):
        return []
    mine = POLICY.scope(request.user, "kinship.view_alert", KinshipAlert.objects.all())
    count = open_alerts(mine).count()
    if not count:
        return []
    return [
        DeskCard(
            kind="task",
            title=_("Alerts about near relatives: %(count)d") % {"count": count},
            detail=_("The two sides do not agree, somebody did not step back, or nobody declared."),
            url=reverse("relatives_list", args=["alerts"]),
            action=_("See the list"),
        )
    ]


@AREAS.add
def areas(request) -> list[Area]:
    found = []
    if getattr(request.user, "member", None) is not None:
        found.append(Area(_("Near relatives (own)"), reverse("declarations"), "people", 42))
    if POLICY.holds(request.user, "kinship.view_match"):
        found.append(Area(_("Near relatives"), reverse("relatives"), "people", 68))
    return found


SUBJECTS.add(DECLARATIONS)
CHAINS.add(ChainKind("household", DECLARATIONS.events))
CHAINS.add(ChainKind("alert", DECLARATIONS.events))
CONTRADICTIONS.add(household_faults)
for kept in KEPT_ROWS:
    KEPT.add(kept)
