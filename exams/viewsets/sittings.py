"""Admin screens of the organiser: exams, papers, sittings."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import Button

from bank.engine.scoring import MultiplePolicy
from cms.lib.errors import DomainError
from exams.flows.papers import build_paper, draw
from exams.forms.organise import PaperForm
from exams.models.paper import Paper
from exams.models.sitting import Exam, Sitting
from exams.queries.registers import sitting_counts
from staff.viewsets.scoped import (
    ScopedCreateView,
    ScopedEditView,
    ScopedIndexView,
    ScopedViewSet,
    may,
)


class MomentColumn(Column):
    """Day and hour: Wagtail's own column would say “just now” of everything to come."""

    def get_value(self, instance) -> str:
        return date_format(timezone.localtime(super().get_value(instance)), "DATETIME_FORMAT")


class ExamViewSet(ScopedViewSet):
    """考试."""

    model = Exam
    actions = may("exams.organise", "add", "change")
    icon = "clipboard-list"
    menu_label = _("Exams")
    form_fields = ["title", "year", "organisation", "description", "practice"]
    list_display = ["title", "year", "organisation", BooleanColumn("practice", label=_("practice"))]
    list_filter = ["year"]
    search_fields = ["title"]
    search_backend_name = None


class PaperBuildView(ScopedCreateView):
    """Draws a paper; a bank that falls short is said on the form."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self) -> Paper:
        data = self.form.cleaned_data
        plans = draw(bank=data["bank"], quotas=self.form.quotas(), seed=data["seed"])
        return build_paper(
            title=data["title"],
            organisation=data["organisation"],
            sections=plans,
            policy=MultiplePolicy(data["multiple_policy"]),
            user=self.request.user,
            at=timezone.now(),
        )


class PaperInspectView(generic.InspectView):
    template_name = "exams/admin/paper.html"

    def get_context_data(self, **kwargs):
        items = self.object.items.select_related("section").order_by("position")
        return super().get_context_data(paper_items=items, **kwargs)


class PaperViewSet(ScopedViewSet):
    """试卷: built once, then only read."""

    model = Paper
    actions = may("exams.organise", "add")
    icon = "doc-full"
    menu_label = _("Papers")
    add_view_class = PaperBuildView
    inspect_view_class = PaperInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["title", "organisation", "items_count", "points", "digest", "built_at"]
    list_display = [
        "title",
        "items_count",
        "points",
        "organisation",
        DateColumn("built_at", label=_("built"), sort_key="built_at"),
    ]
    list_filter = ["organisation"]
    search_fields = ["title"]
    search_backend_name = None

    def get_common_view_kwargs(self, **kwargs):
        """Whoever would edit a paper is shown it instead."""
        return super().get_common_view_kwargs(edit_url_name=self.get_url_name("inspect"), **kwargs)

    def get_form_class(self, for_update=False):
        return PaperForm

    def get_urlpatterns(self):
        kept = {"index", "index_results", "add", "inspect", "history", "history_results"}
        return [route for route in super().get_urlpatterns() if route.name in kept]


class SittingIndexView(ScopedIndexView):
    def get_base_queryset(self):
        return sitting_counts(super().get_base_queryset()).select_related("exam", "paper")


class SittingEditView(ScopedEditView):
    @cached_property
    def header_more_buttons(self):
        links = (
            (_("Register the audience"), "exams_register", "group"),
            (_("Prepare the start"), "exams_prepare", "time"),
            (_("Safe Exam Browser"), "exams_browser", "lock"),
            (_("On paper"), "desk_exam_paper", "doc-full-inverse"),
            (_("Lists"), "desk_exam_people", "list-ul"),
            (_("Release the results"), "exams_release", "check"),
            (_("Make a resit"), "exams_resit", "redo"),
            (_("Invigilate"), "desk_exam_live", "view"),
        )
        buttons = [
            Button(label, url=reverse(name, args=[self.object.pk]), icon_name=icon)
            for label, name, icon in links
        ]
        return [*super().header_more_buttons, *buttons]


class SittingViewSet(ScopedViewSet):
    """场次."""

    model = Sitting
    actions = may("exams.organise_sitting", "add", "change")
    icon = "date"
    menu_label = _("Sittings")
    index_view_class = SittingIndexView
    edit_view_class = SittingEditView
    form_fields = [
        "exam",
        "title",
        "paper",
        "audience",
        "posts",
        "credential",
        "opens_at",
        "closes_at",
        "minutes",
        "attempts_allowed",
        "counts",
        "pass_mark",
        "ceiling",
        "release_policy",
        "show_scored",
        "show_closed",
        "reveal",
        "record_leaving",
    ]
    list_display = [
        "title",
        Column("exam", label=_("exam"), sort_key="exam__title"),
        MomentColumn("opens_at", label=_("opens"), sort_key="opens_at"),
        MomentColumn("closes_at", label=_("closes"), sort_key="closes_at"),
        Column("registered", label=_("registered")),
        Column("submitted", label=_("number handed in")),
        Column("waiting", label=_("waiting for marking")),
        Column("released", label=_("released")),
    ]
    list_filter = ["exam", "release_policy"]
    search_fields = ["title"]
    search_backend_name = None
