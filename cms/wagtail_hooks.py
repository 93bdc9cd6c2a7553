"""Registration only: what the shell adds to the admin and to the site's setting-up."""

from django.contrib import messages
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms.models.basis import CitesBasis
from cms.models.own_work import ApprovedByAnother, OwnWork, wrote
from cms.reports.basis import BasisReportView
from cms.viewsets import feedback
from cms.viewsets.basis import LegalBasisViewSet

# --- Writing, reviewing, publishing

register_snippet(LegalBasisViewSet)


@hooks.register("register_admin_urls")
def basis_report_urls() -> list:
    return [
        path("reports/basis/", BasisReportView.as_view(), name="cms_basis_report"),
        path(
            "reports/basis/results/",
            BasisReportView.as_view(results_only=True),
            name="cms_basis_report_results",
        ),
    ]


class BasisReportMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return request.user.has_perm("cms.view_legalbasis")


@hooks.register("register_reports_menu_item")
def basis_report_item() -> MenuItem:
    return BasisReportMenuItem(
        gettext_lazy("Doubtful bases"),
        reverse("cms_basis_report"),
        name="basis",
        icon_name="warning",
        order=100,
    )


@hooks.register("before_publish_page")
@hooks.register("before_publish")
def nobody_publishes_the_own_work(request, row):
    """In words, and with what was typed kept as a draft; the models refuse every other way too."""
    if not isinstance(row, ApprovedByAnother) or not wrote(row, request.user):
        return None
    messages.error(request, OwnWork.message)
    if isinstance(row, Page):
        return redirect("wagtailadmin_pages:edit", row.pk)
    return redirect(AdminURLFinder(request.user).get_edit_url(row) or "wagtailadmin_home")


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_unchecked_basis(request, page) -> None:
    """Readers see the mark 待核; the editor is told that they will."""
    unchecked = page.unchecked_basis() if isinstance(page, CitesBasis) else []
    for basis in unchecked:
        messages.warning(
            request,
            _("%(basis)s is not yet checked. Readers see this mark until a reviewer checks it.")
            % {"basis": basis},
        )


# --- What leaves the house


@hooks.register("register_log_actions")
def export_log_actions(actions) -> None:
    for action, label in (
        ("cms.export_feedback", gettext_lazy("Export complaints and suggestions")),
        ("cms.export_bases", gettext_lazy("Export the legal bases")),
        ("cms.export_citations", gettext_lazy("Export what rests on doubtful bases")),
    ):
        actions.register_action(action, label, label)


# --- Complaints and suggestions

hooks.register("register_admin_viewset", feedback.FeedbackViewSet)

# --- Branding


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/css/admin.css"))


@hooks.register("construct_help_menu")
def no_outside_help(request, items: list) -> None:
    """Wagtail's help entries lead to the internet, which many of our rooms cannot reach."""
    items.clear()
