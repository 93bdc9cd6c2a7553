"""Registration only: what near relatives lend to the desk, the menus and the admin."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from cms.lends import Area, DeskCard
from pledges.kinship.demo.relatives import seed_relatives
from pledges.kinship.models.matching import KinshipAlert
from pledges.kinship.queries.relatives import duty_of, open_alerts
from pledges.kinship.viewsets.terms import KinshipRulesViewSet, KinshipTermViewSet
from staff.permissions import POLICY

DECLARE_AHEAD = 60  # days before its day a declaration appears on the desk


@hooks.register("register_desk_cards")
def own_declaration(request, at) -> list[DeskCard]:
    """For staff: the declaration that is begun or due within two months."""
    member = getattr(request.user, "member", None)
    duty = duty_of(member) if member else None
    if duty is None:
        return []
    begun = member.declarations.filter(status="draft").exists()
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


@hooks.register("register_desk_cards")
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


@hooks.register("register_areas")
def areas(request) -> list[Area]:
    found = []
    if getattr(request.user, "member", None) is not None:
        found.append(Area(_("Near relatives (own)"), reverse("declarations"), "people", 42))
    if POLICY.holds(request.user, "kinship.view_match"):
        found.append(Area(_("Near relatives"), reverse("relatives"), "people", 68))
    return found


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("kinship.conclude_declaration", gettext_lazy("Conclude on a declaration")),
        ("kinship.unmask_declaration", gettext_lazy("Look at whole numbers of a declaration")),
        ("kinship.confirm_household", gettext_lazy("Decide on a household on file")),
        ("kinship.unmask_household", gettext_lazy("Look at whole numbers of a household")),
        ("kinship.conclude_alert", gettext_lazy("Conclude on an alert about relatives")),
        ("kinship.look_again", gettext_lazy("Second look at an alert about relatives")),
        ("kinship.export_relatives", gettext_lazy("Export a register of near relatives")),
    ):
        actions.register_action(action, label, label)


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    return [KinshipTermViewSet(), KinshipRulesViewSet()]


hooks.register("seed_demo", seed_relatives, order=56)
