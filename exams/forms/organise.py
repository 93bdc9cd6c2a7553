"""Input of trainers, cleaned for one flow each."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bank.engine.items import Kind
from bank.models.items import ItemBank
from bank.models.labels import KIND_LABELS
from cms.lib.forms import ReasonForm
from exams.adapters.seb import MAX_BYTES as SEB_MAX_BYTES
from exams.engine.answer_file import MAX_BYTES as ANSWERS_MAX_BYTES
from exams.engine.printed import BadAnswer, read_answer
from exams.flows.papers import Quota
from exams.models.paper import Paper

MAX_PER_KIND = 100


class PaperForm(forms.ModelForm):
    """How many items of each kind to draw from a bank, and what each is worth."""

    bank = forms.ModelChoiceField(label=_("Bank"), queryset=ItemBank.objects.all())
    seed = forms.IntegerField(
        label=_("Drawing number"),
        min_value=1,
        initial=1,
        help_text=_("The same number draws the same items again."),
    )

    class Meta:
        model = Paper
        fields = ["title", "organisation", "multiple_policy"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for kind in Kind:
            label = KIND_LABELS[kind]
            self.fields[f"count_{kind.value}"] = forms.IntegerField(
                label=_("%(kind)s: how many") % {"kind": label},
                min_value=0,
                max_value=MAX_PER_KIND,
                initial=0,
            )
            self.fields[f"points_{kind.value}"] = forms.DecimalField(
                label=_("%(kind)s: points each") % {"kind": label},
                min_value=Decimal("0.5"),
                max_value=100,
                decimal_places=2,
                initial=2,
            )

    def quotas(self) -> list[Quota]:
        data = self.cleaned_data
        return [
            Quota(kind, data[f"count_{kind.value}"], data[f"points_{kind.value}"])
            for kind in Kind
            if data[f"count_{kind.value}"]
        ]


class BrowserForm(forms.Form):
    """How a sitting asks for Safe Exam Browser. `cleaned_data["config"]` is bytes, maybe none."""

    MODES = (
        ("made", _("Make a start file for this sitting")),
        ("given", _("Use my own configuration: a file, its text, or its Config Keys")),
        ("off", _("Any browser")),
    )
    mode = forms.ChoiceField(
        label=_("Safe Exam Browser"),
        choices=MODES,
        widget=forms.RadioSelect,
        help_text=_(
            "For PC rooms only, with Windows or macOS. It does not exist for Android phones: "
            "never ask for it where people sit the exam on a phone."
        ),
    )
    file = forms.FileField(
        label=_("Configuration file (.seb)"),
        required=False,
        help_text=_("Unencrypted, up to 1 MB. Candidates can download it from the exam's page."),
    )
    text = forms.CharField(
        label=_("or its text"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    keys = forms.CharField(
        label=_("or Config Keys"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One per line, for encrypted files that you hand out yourself."),
    )

    def clean(self) -> dict:
        data = super().clean()
        file = data.get("file")
        # One byte more than is taken: the reader then refuses it.
        brought = file.read(SEB_MAX_BYTES + 1) if file else data.get("text", "").encode()
        return {**data, "config": brought.strip()}


class MinutesForm(ReasonForm):
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480, initial=10)
    field_order = ("minutes", "reason")


class DecideForm(ReasonForm):
    accepted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("They count")), ("no", _("They do not count"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    field_order = ("accepted", "reason")


class AnswerFileForm(ReasonForm):
    """The answer file of one attempt, or its text; `cleaned_data["data"]` has the bytes."""

    file = forms.FileField(
        label=_("Answer file"),
        required=False,
        help_text=_("The file that the candidate downloaded from the exam page."),
    )
    text = forms.CharField(
        label=pgettext_lazy("answer file", "or its text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("When the phone could not download: what the candidate copied and sent."),
    )
    field_order = ("file", "text", "reason")

    def clean(self):
        cleaned = super().clean()
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if bool(file) == bool(text):
            raise forms.ValidationError(_("Choose the file or paste its text, one of the two."))
        # One byte more than allowed is enough to refuse a file, and spares reading all of it.
        cleaned["data"] = file.read(ANSWERS_MAX_BYTES + 1) if file else text.encode()
        return cleaned


class SeatFilter(forms.Form):
    """The filters above the candidates of a running sitting."""

    WHERE = (
        ("late", _("late answers to decide")),
        ("unsent", _("answers not yet on the server")),
        ("lost", _("begun, not connected")),
        ("connected", _("connected")),
        ("waiting", _("not begun")),
        ("deferred", _("deferred")),
        ("submitted", _("has handed in")),
    )
    q = forms.CharField(label=_("Name, number or unit"), max_length=60, required=False)
    where = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("all")), *WHERE])


class FormsForm(ReasonForm):
    """The forms A and B of a sitting on paper."""

    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=1,
        max_value=999_999_999,
        help_text=_("The same seed gives the same order again. It is printed on every form."),
    )
    field_order = ("reason", "seed")


class SheetFilter(forms.Form):
    """The filters above the sheets of a sitting on paper."""

    SHEETS = (
        ("none", _("not keyed in")),
        ("once", _("keyed in once")),
        ("differs", _("two people differ")),
        ("counted", _("sheet counts")),
        ("online", _("sat online")),
    )
    q = forms.CharField(label=_("Name, number or unit"), max_length=60, required=False)
    sheet = forms.ChoiceField(
        label=_("Answer sheet"), required=False, choices=[("", _("all")), *SHEETS]
    )


class SheetForm(forms.Form):
    """One answer sheet: a field for each printed item. `answers()` once it is valid."""

    WORDS = {
        Kind.SINGLE: _("one letter"),
        Kind.MULTIPLE: _("letters, such as ABD"),
        Kind.JUDGEMENT: _("T or F"),
        Kind.BLANK: _("parts joined by |"),
    }

    def __init__(self, *args, lines, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            kind = line.row.kind
            rows = {"rows": 3} if kind in {Kind.CASE, Kind.EXERCISE} else {}
            widget = forms.Textarea(attrs=rows) if rows else forms.TextInput()
            widget.attrs |= {"data-kind": kind.value, "data-choices": len(line.item.choices)}
            widget.attrs |= {"autocomplete": "off", "autocapitalize": "characters"}
            self.fields[f"n{line.number}"] = forms.CharField(
                label=f"{line.number} · {KIND_LABELS[kind]}",
                required=False,
                widget=widget,
                help_text=self.WORDS.get(kind, ""),
            )

    def clean(self) -> dict:
        data = super().clean()
        for line in self.lines:
            name = f"n{line.number}"
            try:
                data[name] = read_answer(line.row.item_content, data.get(name, ""))
            except BadAnswer:
                self.add_error(name, _("This does not fit the item."))
        return data

    def answers(self) -> list[tuple[str, ...]]:
        return [self.cleaned_data[f"n{line.number}"] for line in self.lines]


LIST_LABELS = {
    "all": _("registered people"),
    "not_started": _("not begun"),
    "started": _("begun, not handed in"),
    "submitted": _("has handed in"),
    "absent": _("absent"),
    "deferred": _("deferred"),
    "resit": _("to be called to a resit"),
    "ineligible": _("not eligible"),
}


class PeopleFilter(forms.Form):
    """The filters above the lists of a sitting."""

    q = forms.CharField(label=_("Name, number or unit"), max_length=60, required=False)
    listed = forms.ChoiceField(label=_("List"), required=False, choices=list(LIST_LABELS.items()))


class ResitForm(forms.Form):
    """Whom to call to a resit, and when it is held."""

    GROUPS = {"failed": _("not passed"), "absent": _("absent"), "deferred": _("deferred")}

    groups = forms.MultipleChoiceField(
        label=_("Who is called"), widget=forms.CheckboxSelectMultiple
    )
    opens_at = forms.DateTimeField(
        label=_("Opens"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    closes_at = forms.DateTimeField(
        label=_("Closes"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    ceiling = forms.DecimalField(
        label=_("Counts at most, in per cent"),
        required=False,
        min_value=1,
        max_value=100,
        decimal_places=2,
        help_text=_("Empty: a resit counts in full."),
    )

    def __init__(self, *args, groups: dict, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = [
            (code, f"{label} ({len(groups[code])})") for code, label in self.GROUPS.items()
        ]
        self.fields["groups"].initial = [code for code, rows in groups.items() if rows]

    def named(self, groups: dict) -> list:
        """The groups with their words, for the list of names."""
        return [(label, groups[code]) for code, label in self.GROUPS.items()]
