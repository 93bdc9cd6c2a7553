"""What this app lends to the shared pages; found when the apps are ready."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.lends import AREAS, CARDS, Area, DeskCard
from evidence.subjects import KEPT, SUBJECTS
from pledges.custody.flows.subject import AGREEMENTS
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.queries.kept import KEPT_ROWS
from staff.permissions import POLICY


@CARDS.add
def custody_work(request, at) -> list[DeskCard]:
    """For the clerk's desk: checks that are overdue within the own subtree."""
    if not POLICY.holds(request.user, "custody.manage_agreement"):
        return []
    mine = POLICY.scope(request.user, "custody.manage_agreement", CustodyAgreement.objects.all())
    late = mine.check_overdue(timezone.localdate(at)).count()
    if not late:
        return []
    return [
        DeskCard(
            kind="task",
            title=_("Custody checks overdue: %(count)d") % {"count": late},
            detail=_("Check the balance and how the person lives, two people together."),
            url=f"{reverse('custody')}?need=overdue",
            action=_("See the list"),
        )
    ]


@AREAS.add
def areas(request) -> list[Area]:
    if not POLICY.holds(request.user, "custody.view_agreement"):
        return []
    return [Area(_("Custody agreements"), reverse("custody"), "people", 67)]


SUBJECTS.add(AGREEMENTS)
for kept in KEPT_ROWS:
    KEPT.add(kept)
