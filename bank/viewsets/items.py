"""Admin screens of the bank: items with drafts, review, history and preview; banks; topics."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.widgets import Button
from wagtail.snippets.views import snippets
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
)

from bank.engine.items import Mark, weakest_mark
from bank.flows.items import UncheckedBasis
from bank.flows.registers import ITEMS
from bank.models.items import Item, ItemBank
from cms.lib.admin.closed import READ, closed
from staff.permissions import POLICY
from staff.viewsets.scoped import NarrowedForm, Scoped, ScopedList, ScopedViewSet, may

PUBLISHING = {"publish", "submit", "restart-workflow"}


class BlockUnchecked(NarrowedForm):
    """An item marked [待核] may be kept as a draft, and goes no further."""

    def is_valid(self, form) -> bool:
        if not super().is_valid(form):
            return False
        if self._goes_further() and weakest_mark(form.cleaned_data["basis"]) is Mark.UNCHECKED:
            form.add_error("basis", UncheckedBasis.message)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return False
        return True

    def _goes_further(self) -> bool:
        if self.action in PUBLISHING or getattr(self, "workflow_action", "") == "approve":
            return True
        return bool(getattr(getattr(self, "object", None), "workflow_in_progress", False))


def items_within_reach(user, items: QuerySet) -> QuerySet:
    """Narrowed by bank numbers: the search can filter by fields of the item only."""
    banks = POLICY.scope(user, "bank.view_bank", ItemBank.objects.all())
    return items.filter(bank__in=list(banks.values_list("pk", flat=True)))


class ItemIndexView(ScopedList, snippets.IndexView):
    def get_base_queryset(self) -> QuerySet:
        items = Item.objects.select_related("topic", "bank")
        return items_within_reach(self.request.user, items)

    def rows_of(self, listed) -> Iterable[Item]:
        """Found by words, items come as a list of hits: the register reads them one by one."""
        return listed if isinstance(listed, QuerySet) else iter(listed)

    @cached_property
    def header_more_buttons(self):
        query = self.request.GET.urlencode()
        export = f"{reverse('bank_export')}?{query}"
        buttons = [Button(_("Download as a question file"), url=export, icon_name="download")]
        if POLICY.holds(self.request.user, "bank.import_items"):
            url = reverse("bank_import")
            buttons.insert(0, Button(_("Import items"), url=url, icon_name="upload"))
        return [*super().header_more_buttons, *buttons]


class ItemCreateView(BlockUnchecked, snippets.CreateView):
    pass


class ItemEditView(BlockUnchecked, snippets.EditView):
    pass


def items_in_scope(user, verb: str) -> QuerySet | None:
    if not POLICY.holds(user, "bank.view_item"):
        return None
    return POLICY.scope(user, "bank.view_item", Item.objects.all())


class ItemChooseMixin:
    def get_object_list(self):
        return items_within_reach(self.request.user, super().get_object_list())


class ItemChooseView(ItemChooseMixin, ChooseView):
    pass


class ItemChooseResultsView(ItemChooseMixin, ChooseResultsView):
    pass


class ItemChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks) -> QuerySet:
        return items_within_reach(self.request.user, super().get_objects(pks))


class ItemChooserViewSet(SnippetChooserViewSet):
    """Choosing is reading: the same people, the same rows as in the list."""

    choose_view_class = ItemChooseView
    choose_results_view_class = ItemChooseResultsView
    chosen_multiple_view_class = ItemChosenMultipleView

    def construct_view(self, view_class, **kwargs):
        view = super().construct_view(view_class, **kwargs)
        return closed(view, items_in_scope, READ)


class ItemFilterSet(WagtailFilterSet):
    class Meta:
        model = Item
        fields = ["bank", "kind", "topic", "difficulty", "basis_mark", "live"]


class ItemViewSet(Scoped, snippets.SnippetViewSet):
    """试题: the list, the editor, the history. Who may write, submit and publish which drafts is
    Wagtail's to say; on whose items, the policy's.
    """

    model = Item
    actions = may("bank.view_item", "add", "change", "delete")
    register = ITEMS
    copy_view_enabled = False
    icon = "help"
    menu_label = _("Items")
    menu_order = 319
    add_to_admin_menu = True
    index_view_class = ItemIndexView
    add_view_class = ItemCreateView
    edit_view_class = ItemEditView
    chooser_viewset_class = ItemChooserViewSet
    filterset_class = ItemFilterSet
    list_per_page = 50
    list_display = [
        "__str__",
        Column("get_kind_display", label=_("kind of item"), sort_key="kind"),
        Column("topic", label=_("topic"), sort_key="topic__name"),
        Column("get_difficulty_display", label=_("difficulty"), sort_key="difficulty"),
        Column("get_basis_mark_display", label=_("basis checked"), sort_key="basis_mark"),
        LiveStatusTagColumn(),
    ]
    panels = [
        FieldRowPanel([FieldPanel("bank"), FieldPanel("topic")]),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("difficulty")]),
        FieldPanel("stem"),
        FieldPanel("choices"),
        FieldPanel("key"),
        FieldPanel("rationale"),
        MultiFieldPanel([FieldPanel("basis"), FieldPanel("bases")], heading=_("Legal basis")),
    ]


class ItemBankViewSet(ScopedViewSet):
    """题库."""

    model = ItemBank
    actions = {READ: "bank.list_banks"} | dict.fromkeys(("add", "change"), "bank.change_bank")
    icon = "folder-open-inverse"
    menu_label = _("Item banks")
    form_fields = ["name", "organisation", "note"]
    list_display = ["name", "organisation"]
    search_fields = ["name"]
    search_backend_name = None
