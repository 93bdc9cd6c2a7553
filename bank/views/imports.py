"""Questions in and out of the bank: upload, look, apply; download."""

from dataclasses import replace

from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from bank.adapters.exchange.xlsx import COLUMNS, WIDTHS
from bank.engine.exchange import ImportPlan
from bank.flows.exchange import apply_kept, keep_upload, plan_kept, question_rows
from bank.forms.imports import ImportForm
from bank.models.imports import ItemImport
from bank.models.items import Item, ItemBank
from cms.lib.acts import Act, NoForm, act_page, act_view
from cms.lib.errors import DomainError
from cms.lib.tables.writing import Column, sheet_response, write_table
from staff.permissions import POLICY

PREVIEW_ROWS = 500
EXPORT_FILTERS = ("bank", "kind", "topic", "difficulty", "basis_mark")


def _own_import(request, token: str) -> ItemImport:
    POLICY.require(request.user, "bank.import_items")
    rows = ItemImport.objects.filter(uploaded_by=request.user).select_related("bank")
    kept = get_object_or_404(rows, token=token)
    POLICY.get_or_404(request.user, "bank.import_items", ItemBank.objects.all(), pk=kept.bank_id)
    return kept


def upload(request):
    """Choose a bank and a file."""
    POLICY.require(request.user, "bank.import_items")
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            kept = keep_upload(
                bank=data["bank"], upload=data["upload"], user=request.user, at=timezone.now()
            )
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("bank_import_preview", token=kept.token)
    return TemplateResponse(request, "bank/admin/import.html", {"form": form})


def _imported(items: list[Item]) -> str:
    said = ngettext(
        "%(n)d item imported as a draft.", "%(n)d items imported as drafts.", len(items)
    )
    return said % {"n": len(items)}


APPLY = Act(
    title=gettext_lazy("Import items"),
    run=lambda kept, by, at: apply_kept(kept=kept, user=by, at=at),
    form=NoForm,
    done=_imported,
    icon="upload",
    template="bank/admin/preview.html",
)


@act_view
def preview(request, token: str):
    """What applying would do, row by row; nothing is written before it is asked for."""
    kept = _own_import(request, token)
    plan = plan_kept(kept=kept)
    button = ngettext("Import %(n)s item as a draft", "Import %(n)s items as drafts", len(plan.new))
    return act_page(
        request,
        replace(APPLY, button=button % {"n": len(plan.new)}),
        {"kept": kept},
        back=reverse("wagtailsnippets_bank_item:list"),
        page_subtitle=kept.file_name,
        kept=kept,
        plan=plan,
        planned=plan.planned[:PREVIEW_ROWS],
    )


@require_safe
def error_file(request, token: str):
    """The rows with errors as they came, and beside each what is wrong."""
    plan = plan_kept(kept=_own_import(request, token))
    columns = [Column(name, width) for name, width in zip(COLUMNS, WIDTHS, strict=True)]
    heads = [Column(_("row"), 6), Column(_("what is wrong"), 60), *columns]
    return sheet_response(write_table(heads, _error_rows(plan)), _("rows with errors.xlsx"))


def _error_rows(plan: ImportPlan) -> list[list]:
    found: dict[int, list[str]] = {}
    for error in plan.errors:
        found.setdefault(error.row, []).append(f"{error.column}: {error.text}")
    return [[row, "\n".join(texts), *plan.cells[row].values()] for row, texts in found.items()]


@require_safe
def export(request):
    """The items within reach, filtered as the list was, as a question file."""
    POLICY.require(request.user, "bank.view_item")
    wanted = {name: request.GET[name] for name in EXPORT_FILTERS if request.GET.get(name)}
    items = POLICY.scope(request.user, "bank.view_item", Item.objects.filter(**wanted))
    columns = [Column(name, width) for name, width in zip(COLUMNS, WIDTHS, strict=True)]
    rows = question_rows(items=items)
    if items:
        log(items[0].bank, "bank.export_items", user=request.user, data={"items": len(rows)})
    return sheet_response(write_table(columns, rows), _("items.xlsx"))
