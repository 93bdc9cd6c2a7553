"""Editor forms of the shell's pages."""

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class CitingPageForm(WagtailAdminPageForm):
    """A draft may cite anything; what is submitted or published may not cite a retired basis.

    An unchecked basis is let through with a visible mark (docs/trainers.md says why).
    """

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation:
            today = timezone.localdate()
            for basis in self._cited():
                if basis.is_retired(today):
                    self.add_error(
                        None,
                        _("%(basis)s was retired on %(day)s. Cite what replaced it.")
                        % {"basis": basis, "day": basis.retired_on},
                    )
        return cleaned

    def _cited(self) -> list:
        rows = self.formsets["citations"].forms if "citations" in self.formsets else []
        cleaned = [row.cleaned_data for row in rows if row.is_valid()]
        return [row["basis"] for row in cleaned if row.get("basis") and not row.get("DELETE")]
