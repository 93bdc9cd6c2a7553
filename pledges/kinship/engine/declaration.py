"""The words of a declaration (sheet A), and what changed since the one before."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cms.lib import chain

TITLE = "近亲属享受社会救助情况申报表"
NIL = "本人没有亲属申请或者享受社会救助（零报告）。"
PROMISE = (
    "本人承诺：以上情况真实、完整；涉及亲属和其他利害关系人的救助事项主动回避，"
    "不打招呼、不过问；情况变化的，在规定期限内重新申报。"
)


class DeclarationStatus(StrEnum):
    """Stored values; labels stand in `pledges.kinship.models.declaration`."""

    DRAFT = "draft"  # the staff member still writes it
    SIGNED = "signed"  # waits for the unit's opinion
    REVIEWED = "reviewed"  # waits for the county
    FILED = "filed"  # 同意备案
    FOCUS = "focus"  # 列入重点核查
    RETURNED = "returned"  # 退回


DECLARATION_MOVES: dict[DeclarationStatus, frozenset[DeclarationStatus]] = {
    DeclarationStatus.DRAFT: frozenset({DeclarationStatus.SIGNED}),
    DeclarationStatus.SIGNED: frozenset({DeclarationStatus.REVIEWED}),
    DeclarationStatus.REVIEWED: frozenset(
        {DeclarationStatus.FILED, DeclarationStatus.FOCUS, DeclarationStatus.RETURNED}
    ),
    DeclarationStatus.FILED: frozenset(),
    DeclarationStatus.FOCUS: frozenset(),
    DeclarationStatus.RETURNED: frozenset(),
}
CONCLUSIONS = DECLARATION_MOVES[DeclarationStatus.REVIEWED]
# A signed declaration counts from the signature on, until the county sends it back.
COUNTING = frozenset(DeclarationStatus) - {DeclarationStatus.DRAFT, DeclarationStatus.RETURNED}


@dataclass(frozen=True)
class RelativeLine:
    """One relative in words. `series` says which line of the last declaration it continues."""

    series: str
    relation: str
    name: str
    id_number: str
    registered_at: str
    lives_at: str
    aid: str
    state: str
    people: int
    monthly: Decimal
    since: date
    took_part: bool
    took_part_in: str

    def cells(self) -> dict[str, str]:
        """Label → words, in the order of the form."""
        part = f"是（{self.took_part_in}）" if self.took_part else "否"
        return {
            "与本人关系": self.relation,
            "亲属姓名": self.name,
            "身份证号": self.id_number,
            "户籍地": self.registered_at,
            "现居住地": self.lives_at,
            "救助类别": self.aid,
            "状态": self.state,
            "家庭人口": str(self.people),
            "月救助金额": f"{self.monthly}元",
            "开始时间": f"{self.since.year}年{self.since.month}月",
            "本人是否参与过该户办理": part,
        }


def declaration_text(facts: Mapping[str, str], relatives: Sequence[RelativeLine]) -> str:
    """What is shown and signed. `facts`: the head of the form, label → words."""
    lines = [TITLE, *(f"{label}：{words}" for label, words in facts.items())]
    if not relatives:
        lines.append(NIL)
    for number, line in enumerate(relatives, 1):
        cells = "；".join(f"{label}：{words}" for label, words in line.cells().items())
        lines.append(f"亲属{number}　{cells}")
    return "\n".join([*lines, PROMISE])


ANY = "\0"  # stands for words that a list may call otherwise by now


def says(text: str, facts: Mapping[str, str], relatives: Sequence[RelativeLine]) -> bool:
    """Whether a signed text says these facts; where a fact is ANY, whatever it says."""
    pattern = re.escape(declaration_text(facts, relatives)).replace(re.escape(ANY), "[^；\n]*")
    return re.fullmatch(pattern, text) is not None


def text_digest(text: str) -> str:
    """SHA-256 of the words in UTF-8."""
    return chain.digest(text.encode())


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class LineChange:
    """One relative who is new, gone or different; `cells`: (label, before, now)."""

    kind: ChangeKind
    name: str
    cells: tuple[tuple[str, str, str], ...] = ()

    @property
    def is_added(self) -> bool:
        return self.kind is ChangeKind.ADDED

    @property
    def is_removed(self) -> bool:
        return self.kind is ChangeKind.REMOVED


def changes(
    before: Sequence[RelativeLine], after: Sequence[RelativeLine]
) -> tuple[LineChange, ...]:
    """What a yearly declaration changes against the last one, for the signer to confirm."""
    old = {line.series: line for line in before}
    new = {line.series for line in after}
    found = []
    for line in after:
        known = old.get(line.series)
        if known is None:
            found.append(LineChange(ChangeKind.ADDED, line.name))
            continue
        then = known.cells()
        cells = tuple(
            (label, then[label], now) for label, now in line.cells().items() if then[label] != now
        )
        if cells:
            found.append(LineChange(ChangeKind.CHANGED, line.name, cells))
    gone = [LineChange(ChangeKind.REMOVED, line.name) for line in before if line.series not in new]
    return (*found, *gone)
