"""Editor forms of the shell's pages."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm


class LegalBasisForm(WagtailAdminModelForm):
    """Whoever may only add an article enters it unchecked; reviewers record the check."""

    def clean_status(self):
        status = self.cleaned_data["status"]
        may_check = self.for_user is None or self.for_user.has_perm("cms.change_legalbasis")
        if status != self.instance.Status.UNCHECKED and not may_check:
            raise ValidationError(_("Enter it as not yet checked; a reviewer records the check."))
        return status


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
