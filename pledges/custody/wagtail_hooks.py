"""Registration only: what custody agreements lend to the desk and the menus."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from cms.lends import Area, DeskCard
from pledges.custody.demo.agreements import seed_custody
from pledges.custody.models.agreement import CustodyAgreement
from staff.permissions import POLICY


@hooks.register("register_desk_cards")
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


@hooks.register("register_areas")
def areas(request) -> list[Area]:
    if not POLICY.holds(request.user, "custody.view_agreement"):
        return []
    return [Area(_("Custody agreements"), reverse("custody"), "people", 67)]


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("custody.void_agreement", gettext_lazy("Make a custody agreement void")),
        ("custody.end_agreement", gettext_lazy("End a custody agreement")),
        ("custody.unmask_agreement", gettext_lazy("Look at whole numbers of an agreement")),
        ("custody.export_register", gettext_lazy("Export the register of agreements")),
    ):
        actions.register_action(action, label, label)


hooks.register("seed_demo", seed_custody, order=55)
