"""Admin screens of the shell's own records."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models.basis import LegalBasis

COLUMNS = ["law", "article", "version", "status", "checked_on", "retired_on"]


class LegalBasisViewSet(SnippetViewSet):
    """依据: a list to search, filter and export. Rows are retired, so nobody may delete them."""

    model = LegalBasis
    icon = "clipboard-list"
    menu_label = _("Legal bases")
    menu_order = 310
    add_to_admin_menu = True
    list_display = COLUMNS
    list_filter = {"status": ["exact"], "law": ["exact", "icontains"], "retired_on": ["isnull"]}
    list_export = [*COLUMNS, "checked_by", "note"]
    export_filename = "legal-basis"
    list_per_page = 50
    inspect_view_enabled = True
