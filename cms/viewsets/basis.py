"""Admin screens of the shell's own records."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.flows.registers import BASES
from cms.lib.admin.closed import ByPermission, Closed
from cms.models.basis import LegalBasis
from cms.viewsets.listing import SnippetRegisterIndexView

COLUMNS = ["law", "article", "version", "status", "checked_on", "retired_on"]


class LegalBasisViewSet(ByPermission, Closed, SnippetViewSet):
    """依据: a list to search, filter and export. Rows are retired, so nobody may delete them."""

    model = LegalBasis
    register = BASES
    index_view_class = SnippetRegisterIndexView
    icon = "clipboard-list"
    menu_label = _("Legal bases")
    menu_order = 310
    add_to_admin_menu = True
    list_display = COLUMNS
    list_filter = {"status": ["exact"], "law": ["exact", "icontains"], "retired_on": ["isnull"]}
    list_per_page = 50
    inspect_view_enabled = True
