"""The lists and deadlines that declarations rest on."""

from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn

from pledges.kinship.models.declaration import KinshipRules, KinshipTerm
from staff.viewsets.scoped import CitywideViewSet, may


class KinshipTermViewSet(CitywideViewSet):
    """备案字典: relations, kinds of aid, categories. Words are withdrawn, never deleted."""

    model = KinshipTerm
    name = "kinship_terms"
    url_prefix = "kinship-terms"
    icon = "list-ul"
    menu_label = gettext_lazy("Words of the filing lists")
    menu_order = 332
    add_to_settings_menu = True
    actions = may("kinship.edit_lists", "add", "change")
    form_fields = ["kind", "code", "label", "order", "active"]
    list_display = ["label", "kind", "code", "order", BooleanColumn("active")]
    list_filter = ["kind", "active"]
    search_fields = ["label", "code"]
    search_backend_name = None


class KinshipRulesViewSet(CitywideViewSet):
    """申报期限: how long a declaration holds, and how soon after a change of post."""

    model = KinshipRules
    name = "kinship_rules"
    url_prefix = "kinship-rules"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Deadlines of declarations")
    menu_order = 333
    add_to_settings_menu = True
    actions = may("kinship.edit_lists", "change")  # of the one row there is
    form_fields = ["months", "post_days"]
    list_display = ["__str__", "months", "post_days"]
