"""What HR may ask of the desk: search, sort, filter. Nonsense falls back to the default."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.lends import Figure
from cms.lib.forms import AskForm
from desk.overview.engine.rollup import columns
from desk.overview.queries.figures import STATUS_LABELS


class UnitsForm(AskForm):
    """Search and sort of the comparison between units."""

    q = forms.CharField(label=_("Organisation"), max_length=60, required=False, initial="")
    sort = forms.ChoiceField(required=False, initial="worst", widget=forms.HiddenInput)
    down = forms.BooleanField(required=False, initial=False, widget=forms.HiddenInput)

    def __init__(self, data, *, figures: Iterable[Figure]) -> None:
        super().__init__(data)
        names = columns(figure.code for figure in figures)
        self.fields["sort"].choices = [(name, name) for name in names]


class PeopleForm(AskForm):
    """Search and filter of the list of people."""

    q = forms.CharField(label=_("Name or staff number"), max_length=60, required=False, initial="")
    figure = forms.ChoiceField(label=_("Figure"), required=False, initial="")
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        initial="",
        choices=[("", _("All")), *STATUS_LABELS.items()],
    )
    own = forms.BooleanField(
        label=_("Only this organisation's own people"), required=False, initial=False
    )

    def __init__(self, data, *, figures: Iterable[Figure]) -> None:
        super().__init__(data)
        self._figures = {figure.code: figure for figure in figures}
        self.fields["figure"].choices = [
            ("", _("All")),
            *((figure.code, figure.title) for figure in self._figures.values()),
        ]

    @property
    def chosen(self) -> tuple[str, str]:
        """(figure code, status) to filter by; a status alone speaks of the first figure."""
        return self.value("figure") or next(iter(self._figures), ""), self.value("status")
