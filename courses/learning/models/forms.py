"""The editor's form of a lesson."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlockValidationError

from bank.models.items import Item
from cms.models.forms import CitingPageForm
from staff.permissions import POLICY

OUT_OF_REACH = _("“%(item)s” belongs to an item bank that you do not work in.")


class LessonForm(CitingPageForm):
    """Whoever writes a lesson asks items of their own banks; what stood there before may stay."""

    def clean(self):
        cleaned = super().clean()
        body = cleaned.get("body")
        if body is not None and self.for_user is not None:
            strange = self._out_of_reach(body)
            if strange:
                self.add_error("body", StreamBlockValidationError(block_errors=strange))
        return cleaned

    def _out_of_reach(self, body) -> dict[int, ValidationError]:
        chosen = {
            number: block.value
            for number, block in enumerate(body)
            if block.block_type == "check_item" and block.value is not None
        }
        rows = Item.objects.filter(pk__in=[item.pk for item in chosen.values()])
        own = POLICY.scope(self.for_user, "bank.view_item", rows).values_list("pk", flat=True)
        allowed = {*own, *self.instance.items()}  # the form has not touched the page yet
        return {
            number: ValidationError(OUT_OF_REACH % {"item": item})
            for number, item in chosen.items()
            if item.pk not in allowed
        }
