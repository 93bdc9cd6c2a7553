"""Registration only: what pledges lend to the desk, the record, the menus and the admin."""

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.citations import Cited
from cms.desk import Area, DeskCard, Figure, RecordPanel
from cms.publishing import permit
from pledges.management.demo import seed
from pledges.management.demo_custody import seed_custody
from pledges.models.custody import CustodyAgreement
from pledges.models.envelope import Envelope
from pledges.models.template import VersionBasis
from pledges.permissions import POLICY, may_edit_templates
from pledges.queries import envelopes as queries
from pledges.queries.seals import seal_trouble
from pledges.reports import CertificateReportView, PledgeRegisterView
from pledges.viewsets import TemplateViewSet, VersionViewSet
from staff.flows.groups import make_groups


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


@hooks.register("register_desk_cards")
def custody_work(request, at) -> list[DeskCard]:
    """For the clerk's desk: checks that are overdue within the own subtree."""
    if not POLICY.holds(request.user, "pledges.manage_custody"):
        return []
    mine = POLICY.scope(request.user, "pledges.manage_custody", CustodyAgreement.objects.all())
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


@hooks.register("register_desk_cards")
def seal_work(request, at) -> list[DeskCard]:
    """For HR of the city: certificates that run out, time stamps and seals that are missing."""
    if not may_edit_templates(request.user) or not seal_trouble(at):
        return []
    return [
        DeskCard(
            kind="task",
            title=_("The seal of the pledges needs attention"),
            detail=_("A certificate runs out, or seals or time stamps are missing."),
            url=reverse("desk_seal"),
            action=_("See what is wrong"),
        )
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
        template="pledges/components/record_panel.html",
        context={"envelopes": list(queries.my_envelopes(member)[:10])},
        order=40,
    )


@hooks.register("register_areas")
def areas(request) -> list[Area]:
    found = []
    if getattr(request.user, "member", None) is not None:
        found.append(Area(_("Pledges"), reverse("pledges"), "pen", 40))
    if POLICY.holds(request.user, "pledges.list_envelopes"):
        found.append(Area(_("Signing rounds"), reverse("desk_pledges"), "file", 65))
    if POLICY.holds(request.user, "pledges.view_custody"):
        found.append(Area(_("Custody agreements"), reverse("custody"), "people", 67))
    return found


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("pledges.publish_version", gettext_lazy("Publish a pledge text")),
        ("pledges.open_round", gettext_lazy("Open a signing round")),
        ("pledges.close_round", gettext_lazy("Close a signing round")),
        ("pledges.exempt", gettext_lazy("Exempt somebody from signing")),
        ("pledges.lift_exemption", gettext_lazy("Lift an exemption from signing")),
        ("pledges.revoke", gettext_lazy("Revoke a pledge")),
        ("pledges.remind", gettext_lazy("Remind people to sign")),
        ("pledges.export_round", gettext_lazy("Export a signing round")),
        ("pledges.export_register", gettext_lazy("Export the register of a round")),
        ("pledges.rotate_seal", gettext_lazy("Change the certificate of the seal")),
        ("pledges.revoke_certificate", gettext_lazy("Revoke a certificate of the seal")),
        ("pledges.void_custody", gettext_lazy("Make a custody agreement void")),
        ("pledges.end_custody", gettext_lazy("End a custody agreement")),
        ("pledges.unmask_custody", gettext_lazy("Look at whole numbers of an agreement")),
        ("pledges.export_custody", gettext_lazy("Export the register of agreements")),
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
        path(
            "reports/seal/certificates/",
            CertificateReportView.as_view(),
            name="seal_certificates",
        ),
        path(
            "reports/seal/certificates/results/",
            CertificateReportView.as_view(results_only=True),
            name="seal_certificates_results",
        ),
    ]


class RegisterMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return POLICY.holds(request.user, "pledges.list_envelopes")


@hooks.register("register_reports_menu_item")
def register_item() -> MenuItem:
    return RegisterMenuItem(
        gettext_lazy("Register of pledges"),
        reverse("pledge_register"),
        name="pledge-register",
        icon_name="doc-full",
        order=300,
    )


class CertificateMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return may_edit_templates(request.user)


@hooks.register("register_reports_menu_item")
def certificate_item() -> MenuItem:
    return CertificateMenuItem(
        gettext_lazy("Certificates of the seal"),
        reverse("seal_certificates"),
        name="seal-certificates",
        icon_name="key",
        order=310,
    )


@hooks.register("setup_groups", order=50)
def enter_the_admin() -> None:
    """HR writes pledge texts and, like inspectors, reads the register there."""
    groups = make_groups()
    for name in ("hr", "inspector"):
        permit(groups[name], "wagtailadmin.access_admin")


hooks.register("seed_demo", seed, order=50)
hooks.register("seed_demo", seed_custody, order=55)
