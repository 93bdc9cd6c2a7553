"""The words of a draft, as a clerk pastes them from a document."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from evidence.engine.wording import BadText
from pledges.rounds.engine.document import FIELDS, Clause, clauses_as_text, parse_clauses
from pledges.rounds.flows.templates import ChangeMissing
from pledges.rounds.models.template import CHANGE_LABELS, PledgeTemplate, PledgeTemplateVersion
from staff.models.member import Member

MEANINGS = {
    "所在单位": _("the signer's unit"),
    "县级民政部门": _("the county bureau where the pledge is filed"),
    "姓名": _("name of the signer"),
    "单位": _("the signer's unit"),
    "岗位": _("the signer's post"),
    "工作内容": _("what this kind of staff does"),
    "年度": _("year of the round"),
    "到期日": _("last day of validity"),
}
FIELD_HELP = [format_lazy("{{{}}} {}", name, MEANINGS[name]) for name in FIELDS]
NAMES = format_lazy("; ".join(["{}"] * len(FIELD_HELP)), *FIELD_HELP)


class ClausesField(forms.CharField):
    """Clauses as text, one per line, to and from the stored list."""

    widget = forms.Textarea

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        return clauses_as_text(tuple(Clause(c["heading"], c["text"]) for c in value))

    def clean(self, value) -> list[dict]:
        try:
            clauses = parse_clauses(super().clean(value))
        except BadText as fault:
            raise forms.ValidationError(
                _("“%(detail)s…” needs a short heading that ends in 。, then text."),
                params={"detail": fault.detail},
            ) from fault
        return [clause.as_dict() for clause in clauses]

    def has_changed(self, initial, data) -> bool:
        return self.prepare_value(initial) != (data or "").replace("\r\n", "\n")


class TemplateForm(WagtailAdminModelForm):
    """A kind of pledge: who signs it, and what makes somebody sign again."""

    categories = forms.MultipleChoiceField(
        label=_("kinds of staff that sign"),
        choices=Member.Category.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen: all kinds of staff."),
    )

    class Meta:
        model = PledgeTemplate
        fields = [
            "name",
            "code",
            "posts",
            "categories",
            "again_on_post",
            "again_on_unit",
            "again_on_return",
        ]


class VersionForm(WagtailAdminModelForm):
    """A draft version. Its number follows the template's last one."""

    clauses = ClausesField(
        label=_("Clauses"),
        help_text=_("One clause per line: a short heading that ends in 。, then the text."),
    )

    class Meta:
        model = PledgeTemplateVersion
        fields = [
            "template",
            "title",
            "preamble",
            "clauses",
            "closing",
            "consent",
            "bases",
            "term_months",
        ]
        help_texts = {
            "preamble": format_lazy("{} {}", _("Fields filled in for each signer:"), NAMES),
            "bases": _("Each basis must be checked and in force when the version is published."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["template"].disabled = True

    def save(self, commit: bool = True) -> PledgeTemplateVersion:
        if not self.instance.pk:
            newest = self.instance.template.versions.order_by("-number").first()
            self.instance.number = newest.number + 1 if newest else 1
        return super().save(commit)


class PublishForm(forms.Form):
    """What a new version means for those who have signed the one before. Of the first: nothing."""

    change = forms.ChoiceField(
        label=_("What does this mean for those who have signed?"),
        choices=list(CHANGE_LABELS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": ChangeMissing.message},
    )
    note = forms.CharField(label=_("What changed, in one sentence"), max_length=200, required=False)

    def __init__(self, *args, is_first: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            self.fields.clear()
