"""Admin screens that end where the user's subtree ends: what lies outside is a 404, everywhere.

Wagtail checks permissions per model, not per row, so every view that names a row is wrapped,
lists and exports are narrowed, and the choices of foreign keys are narrowed too.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from bank.models.items import ItemBank
from exams.models.paper import Paper
from exams.models.sitting import Exam
from staff.models.organisation import Organisation
from staff.permissions import POLICY

CHOICES = {
    ItemBank: "bank.view_bank",
    Exam: "exams.organise",
    Paper: "exams.organise",
}


def narrowed(user, queryset: QuerySet, action: str) -> QuerySet:
    """A foreign key's choices within the user's reach. Other models are left as they are."""
    if queryset.model is Organisation:
        return queryset.filter(pk__in=Organisation.objects.under(*POLICY.reach(user, action)))
    if queryset.model in CHOICES:
        return POLICY.scope(user, CHOICES[queryset.model], queryset)
    return queryset


def narrow_fields(user, form, action: str) -> None:
    for field in form.fields.values():
        if hasattr(field, "queryset"):
            field.queryset = narrowed(user, field.queryset, action)


def guarded(view: Callable, model: type[Model], action: str) -> Callable:
    """`view`, asked before it runs: `action` anywhere, and over the row that the address names."""

    @wraps(view)
    def checked(request, *args, **names):
        POLICY.require(request.user, action)
        if "pk" in names:
            pk = unquote(str(names["pk"]))
            POLICY.get_or_404(request.user, action, model._default_manager.all(), pk=pk)
        return view(request, *args, **names)

    return checked


class ScopedListMixin:
    """`policy_action` narrows rows and filters; exports and searches follow from there."""

    policy_action = ""

    def get_base_queryset(self) -> QuerySet:
        return POLICY.scope(self.request.user, self.policy_action, super().get_base_queryset())

    @cached_property
    def filters(self):
        """The filters beside a list offer no more than its rows do."""
        found = super().filters
        if found is not None:
            narrow_fields(self.request.user, found.form, self.policy_action)
        return found


class ScopedFormMixin:
    policy_action = ""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        narrow_fields(self.request.user, form, self.policy_action)
        return form


class ScopedIndexView(ScopedListMixin, generic.IndexView):
    pass


class ScopedCreateView(ScopedFormMixin, generic.CreateView):
    pass


class ScopedEditView(ScopedFormMixin, generic.EditView):
    pass


class Scoped:
    """For viewsets: `policy_action` is asked before any view runs."""

    policy_action = ""
    copy_view_enabled = False

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(policy_action=self.policy_action, **kwargs)

    def construct_view(self, view_class, **kwargs):
        view = super().construct_view(view_class, **kwargs)
        return guarded(view, self.model, self.policy_action)


class ScopedViewSet(Scoped, ModelViewSet):
    """A plain model within the user's reach."""

    index_view_class = ScopedIndexView
    add_view_class = ScopedCreateView
    edit_view_class = ScopedEditView
