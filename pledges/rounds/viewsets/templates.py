"""Admin screens of the pledge texts: drafts to edit, published versions to read."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import Button

from cms.flows.jobs import enqueue
from cms.lib.acts import ADMIN_PAGE, Act, NoForm, act_page, act_view, sent
from cms.lib.errors import DomainError
from pledges.rounds.engine.diff import compare
from pledges.rounds.flows.registers import VERSIONS
from pledges.rounds.flows.templates import ChangeMissing, draft_next_version, publish_version
from pledges.rounds.forms.templates import PublishForm, TemplateForm, VersionForm
from pledges.rounds.models.template import PledgeTemplate, PledgeTemplateVersion
from pledges.rounds.permissions import visible_rounds
from pledges.rounds.queries.envelopes import last_published
from pledges.rounds.queries.previews import sample_of
from staff.permissions import POLICY
from staff.viewsets.scoped import CitywideViewSet, ScopedEditView, may


class VersionEditView(ScopedEditView):
    """A published version opens for reading instead."""

    def dispatch(self, request, *args, **kwargs):
        if self.get_object().is_published:
            messages.info(request, _("A published version cannot change. Make a new version."))
            return redirect("pledge_versions:inspect", self.kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def header_more_buttons(self):
        url = reverse("pledge_versions:publish", args=[self.object.pk])
        publish = Button(_("Publish"), url=url, icon_name="upload", priority=5)
        look = reverse("pledge_versions:preview", args=[self.object.pk])
        preview = Button(_("Preview"), url=look, icon_name="view", priority=4)
        return [preview, publish, *super().header_more_buttons]


class VersionInspectView(generic.InspectView):
    @cached_property
    def header_more_buttons(self):
        url = reverse("pledge_versions:next", args=[self.object.template_id])
        return [Button(_("New version from this"), url=url, icon_name="plus", priority=5)]

    template_name = "rounds/admin/inspect.html"

    def get_context_data(self, **kwargs):
        before = last_published(self.object)
        return super().get_context_data(**kwargs) | {
            "before": before,
            "changes": compare(before.text, self.object.text) if before else (),
            "rounds": visible_rounds(self.request.user)
            .filter(version=self.object)
            .select_related("organisation"),
        }

    def get_clauses_display_value(self) -> str:
        return " · ".join(clause["heading"] for clause in self.object.clauses)


class VersionViewSet(CitywideViewSet):
    """承诺书版本: list, search, filter, export; draft, preview of the words, publish."""

    model = PledgeTemplateVersion
    name = "pledge_versions"
    url_prefix = "pledge-versions"
    icon = "doc-full"
    menu_label = gettext_lazy("Pledge texts")
    menu_order = 330
    add_to_admin_menu = True
    actions = may("rounds.open_round", "add", "change")
    register = VERSIONS
    inspect_view_enabled = True
    inspect_view_fields = [
        "template",
        "number",
        "title",
        "preamble",
        "clauses",
        "closing",
        "consent",
        "basis_text",
        "term_months",
        "change",
        "change_note",
        "digest",
        "published_at",
    ]
    edit_view_class = VersionEditView
    inspect_view_class = VersionInspectView
    form_fields = VersionForm.Meta.fields
    list_display = [
        "title",
        "number",
        "template",
        BooleanColumn("is_published", label=gettext_lazy("published")),
        DateColumn("published_at", label=gettext_lazy("published on")),
    ]
    list_filter = ["template"]
    search_fields = ["title", "preamble"]
    search_backend_name = None

    def get_form_class(self, for_update=False):
        return VersionForm

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("publish/<int:pk>/", publish, name="publish"),
            path("preview/<int:pk>/", preview, name="preview"),
            path("next/<int:pk>/", draft_next, name="next"),
        ]


class TemplateViewSet(CitywideViewSet):
    """The kinds of pledge there are."""

    model = PledgeTemplate
    name = "pledge_templates"
    url_prefix = "pledge-templates"
    icon = "folder-open-inverse"
    menu_label = gettext_lazy("Kinds of pledge")
    menu_order = 331
    add_to_settings_menu = True
    actions = may("rounds.open_round", "add", "change")
    form_fields = TemplateForm.Meta.fields
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    search_backend_name = None

    def get_form_class(self, for_update=False):
        return TemplateForm


def _require_editor(request) -> None:
    if not POLICY.holds_citywide(request.user, "rounds.open_round"):
        raise Http404


def _published(version: PledgeTemplateVersion) -> str:
    """What is said afterwards, with the next step beside it."""
    words = _("The version is published. Nobody is asked to sign it until a round is opened.")
    opening = f"{reverse('desk_pledge_open')}?version={version.pk}"
    return messages.render(words, [messages.button(opening, _("Open a round"))])


PUBLISH = Act(
    title=gettext_lazy("Publish"),
    run=publish_version,
    form=PublishForm,
    text=gettext_lazy(
        "From then on the words cannot change; a correction is a new version. Read them once more:"
    ),
    button=gettext_lazy("Publish"),
    done=_published,
    fields={ChangeMissing.code: "change"},
    icon="upload",
    template="rounds/admin/publish.html",
)
NEXT = Act(
    title=gettext_lazy("New version"),
    run=lambda template, by, at: draft_next_version(template=template, by=by),
    form=NoForm,
    text=gettext_lazy(
        "The words of the newest version are copied into a draft. "
        "If there is a draft already, it opens."
    ),
    button=gettext_lazy("Make a draft"),
    done="",  # the draft itself is what it leads to
    icon="plus",
    template=ADMIN_PAGE,
)


@act_view
def publish(request, pk: int):
    """Ask once more, then fix the words for ever."""
    _require_editor(request)
    version = get_object_or_404(PledgeTemplateVersion, pk=pk)
    last = last_published(version)
    return act_page(
        request,
        PUBLISH,
        {"version": version},
        back=reverse("pledge_versions:edit", args=[pk]),
        form=PublishForm(**sent(request), is_first=last is None),
        onward=lambda _published: reverse("pledge_versions:inspect", args=[pk]),
        heading=_("Publish %(version)s?") % {"version": version},
        version=version,
        last=last,
        changes=compare(last.text, version.text) if last else (),
    )


def preview(request, pk: int):
    """The words as a signer will read them; on request as a PDF marked 样张."""
    _require_editor(request)
    version = get_object_or_404(PledgeTemplateVersion, pk=pk)
    name = "inspect" if version.is_published else "edit"
    back = reverse(f"pledge_versions:{name}", args=[pk])
    try:
        sample = sample_of(version, timezone.localdate())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if request.method == "POST":
        job = enqueue("rounds.preview_version", requested_by=request.user, version_id=pk)
        return redirect("job", token=job.token)
    context = {"version": version, "sample": sample, "back": back}
    return TemplateResponse(request, "rounds/admin/preview.html", context)


@act_view
def draft_next(request, pk: int):
    """The template's draft, made from its newest version when there is none."""
    _require_editor(request)
    template = get_object_or_404(PledgeTemplate, pk=pk)
    return act_page(
        request,
        NEXT,
        {"template": template},
        back=reverse("pledge_versions:index"),
        onward=lambda draft: reverse("pledge_versions:edit", args=[draft.pk]),
        heading=_("Make a new version of %(template)s?") % {"template": template},
    )
