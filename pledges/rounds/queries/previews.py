"""A draft as it will read: filled in for a made-up signer, as text and as a PDF marked 样张."""

from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cms.lib.dates import chinese_date, term_end
from cms.lib.errors import DomainError
from cms.lib.pdf import rendering
from pledges.rounds.engine import document
from pledges.rounds.engine.document import PledgeText
from pledges.rounds.models.template import PledgeTemplateVersion

# As a clerk would read it: Chinese, as all that is printed.
SIGNER = {
    "所在单位": "双江街道办事处",
    "县级民政部门": "峨山彝族自治县民政局",
    "姓名": "张样本",
    "单位": "双江街道办事处",
    "岗位": "社会救助经办",
    "工作内容": document.DUTIES["caseworker"],
}


@dataclass(frozen=True)
class Sample:
    """The words filled in, and their digest."""

    text: PledgeText
    digest: str


def sample_of(version: PledgeTemplateVersion, day: date) -> Sample:
    """The version filled in for a made-up signer on `day`. Raises TextRefused."""
    ends = chinese_date(term_end(day, version.term_months))
    values = SIGNER | {"年度": str(day.year), "到期日": ends}
    try:
        document.check(version.text)
    except document.BadText as fault:
        raise TextRefused(fault) from fault
    filled = document.fill(version.text, values)
    return Sample(filled, document.digest(filled))


def sample_pdf(version: PledgeTemplateVersion, day: date) -> bytes:
    """The sample on paper. Raises TextRefused, PdfUnavailable, MissingGlyphs."""
    sample = sample_of(version, day)
    title = f"{version.title} V{version.number} 样张"
    context = {"version": version, "sample": sample, "day": day, "title": title}
    with translation.override("zh-hans"):
        return rendering.render_pdf("rounds/pdf/sample.html", context, title=title)


class TextRefused(DomainError):
    """The words are not complete; `reason` is the engine's."""

    code = "text_refused"
    messages = {
        "no_clause": _("The pledge has no clause."),
        "no_preamble": _("The pledge has no opening paragraph."),
        "heading": _("The clause “%(detail)s” needs a short heading that ends in 。, then text."),
        "placeholder": _("{%(detail)s} is not a field. Use: %(fields)s."),
    }

    def __init__(self, fault: document.BadText) -> None:
        fields = " ".join(f"{{{name}}}" for name in document.FIELDS)
        self.reason = fault.reason
        super().__init__(self.messages[fault.reason], detail=fault.detail, fields=fields)
