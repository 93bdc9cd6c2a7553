"""Registration only: what pledges lend to the desk, the record, the menus and the admin."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.flows.publishing import permit
from cms.lends import Area, DeskCard, Figure, RecordPanel
from cms.queries.citations import Cited
from pledges.rounds.demo.rounds import seed
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.models.template import VersionBasis
from pledges.rounds.queries import envelopes as queries
from pledges.rounds.reports.pledges import PledgeRegisterView
from pledges.rounds.viewsets.templates import TemplateViewSet, VersionViewSet
from staff.flows.groups import make_groups
from staff.permissions import POLICY


@hooks.register("register_desk_cards")
def due_pledges(request, at) -> list[DeskCard]:
    due = Envelope.objects.due().filter(member__user=request.user)
    return [
        DeskCard(
            kind="pledge",
            title=envelope.round.version.title,
            detail=envelope.round.title,
            url=reverse("pledge", args=[envelope.code]),
            action=_("Read and sign"),
            due_at=envelope.round.due_at,
        )
        for envelope in due.select_related("round__version")
    ]


@hooks.register("register_figures")
def signed_this_year() -> Figure:
    """承诺书: members asked to sign this year, and of them who signed."""
    return Figure(
        code="pledge",
        title=gettext_lazy("Pledges"),
        done_label=gettext_lazy("signed"),
        open_label=gettext_lazy("not signed"),
        due=lambda members, at: queries.due_members(members, timezone.localdate(at).year),
        done=lambda members, at: queries.done_members(members, timezone.localdate(at).year),
        order=30,
    )


@hooks.register("register_record_panels")
def pledges_panel(member, at) -> RecordPanel:
    return RecordPanel(
        title=_("Pledges"),
        template="rounds/components/record_panel.html",
        context={"envelopes": list(queries.my_envelopes(member)[:10])},
        order=40,
    )


@hooks.register("register_areas")
def areas(request) -> list[Area]:
    found = []
    if getattr(request.user, "member", None) is not None:
        found.append(Area(_("Pledges"), reverse("pledges"), "pen", 40))
    if POLICY.holds(request.user, "rounds.list_envelopes"):
        found.append(Area(_("Signing rounds"), reverse("desk_pledges"), "file", 65))
    return found


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("rounds.publish_version", gettext_lazy("Publish a pledge text")),
        ("rounds.open_round", gettext_lazy("Open a signing round")),
        ("rounds.close_round", gettext_lazy("Close a signing round")),
        ("rounds.exempt", gettext_lazy("Exempt somebody from signing")),
        ("rounds.lift_exemption", gettext_lazy("Lift an exemption from signing")),
        ("rounds.revoke", gettext_lazy("Revoke a pledge")),
        ("rounds.remind", gettext_lazy("Remind people to sign")),
        ("rounds.export_round", gettext_lazy("Export a signing round")),
        ("rounds.export_register", gettext_lazy("Export the register of a round")),
    ):
        actions.register_action(action, label, label)


def cited_by_versions(bases) -> list[Cited]:
    links = VersionBasis.objects.filter(basis__in=bases).select_related("version")
    return [
        Cited(
            title=str(link.version),
            url=reverse("pledge_versions:inspect", args=[link.version_id]),
            basis_id=link.basis_id,
            live=link.version.is_published,
        )
        for link in links
    ]


@hooks.register("register_citations")
def citations() -> list:
    return [(gettext_lazy("pledge"), cited_by_versions)]


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    return [VersionViewSet(), TemplateViewSet()]


@hooks.register("register_admin_urls")
def register_urls() -> list:
    return [
        path("reports/pledges/", PledgeRegisterView.as_view(), name="pledge_register"),
        path(
            "reports/pledges/results/",
            PledgeRegisterView.as_view(results_only=True),
            name="pledge_register_results",
        ),
    ]


class RegisterMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return POLICY.holds(request.user, "rounds.list_envelopes")


@hooks.register("register_reports_menu_item")
def register_item() -> MenuItem:
    return RegisterMenuItem(
        gettext_lazy("Register of pledges"),
        reverse("pledge_register"),
        name="pledge-register",
        icon_name="doc-full",
        order=300,
    )


@hooks.register("setup_groups", order=50)
def enter_the_admin() -> None:
    """HR writes pledge texts and, like inspectors, reads the register there."""
    groups = make_groups()
    for name in ("hr", "inspector"):
        permit(groups[name], "wagtailadmin.access_admin")


hooks.register("seed_demo", seed, order=50)
