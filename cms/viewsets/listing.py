"""Lists of what belongs to no organisation, with their register."""

from typing import Any

from wagtail.admin.views import generic
from wagtail.snippets.views import snippets

from cms.flows.exports import Exported, export
from cms.lib.admin.closed import ClosedList


class RegisterList(ClosedList):
    """Taken away as it is listed; the person who takes it has filled it in."""

    def take_away(self, register, **how: Any) -> Exported:
        return export(register, **how)


class RegisterIndexView(RegisterList, generic.IndexView):
    pass


class SnippetRegisterIndexView(RegisterList, snippets.IndexView):
    pass
