"""Reports that end where the reader's subtree ends: the one policy."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import cached_property

from cms.lib.admin.closed import ClosedReportView
from staff.flows.exports import export_scoped
from staff.permissions import NARROWED, POLICY


class ScopedReportView(ClosedReportView):
    """The rows of `model` for which the reader has `policy_action`; `citywide` asks for it over
    the whole tree and shows every row. Others get a 404.
    """

    model: type[Model]
    policy_action = ""
    citywide = False

    def scope(self, user) -> QuerySet | None:
        rows = self.model._default_manager.all()
        if self.citywide:
            return rows if POLICY.holds_citywide(user, self.policy_action) else None
        if not POLICY.holds(user, self.policy_action):
            return None
        return POLICY.scope(user, self.policy_action, rows)

    @cached_property
    def filters(self):
        filters = super().filters
        if filters is not None:
            own = getattr(filters, "own_choices", ())
            NARROWED.narrow_form(self.request.user, filters.form, self.policy_action, own)
        return filters

    def take_away(self, register, **how: Any):
        how |= {"action": self.policy_action, "citywide": self.citywide}
        return export_scoped(register, **how)
