"""The text of a pledge: clauses, placeholders, canonical form and digest.

The digest of a filled pledge is the SHA-256 of its canonical text in UTF-8, so anybody can
recompute it from the words alone (docs/evidence.md has a worked example).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from cms.lib import chain
from cms.lib.chinese import numeral, paragraphs
from evidence.engine.wording import PLACEHOLDER, BadText

# What a template may ask for. The names are Chinese because clerks write them.
FIELDS = ("所在单位", "县级民政部门", "姓名", "单位", "岗位", "工作内容", "年度", "到期日")
ROUND_FIELDS = frozenset({"年度", "到期日"})  # the same for everybody in a signing round
NUMBERED = re.compile(r"^\s*(?:第?[一二三四五六七八九十]{1,3}(?:条|、)|\d{1,2}[.、．])\s*")
DUTIES = {
    "caseworker": "受理、调查、审核",
    "coordinator": "协理",
    "home_visitor": "入户调查",
    "leader": "审核、确认",
}
BEGIN, END = "<!-- PLEDGE-BEGIN -->", "<!-- PLEDGE-END -->"


@dataclass(frozen=True)
class Clause:
    """`heading` without number or full stop; `text` as it follows."""

    heading: str
    text: str

    def as_dict(self) -> dict[str, str]:
        return {"heading": self.heading, "text": self.text}


@dataclass(frozen=True)
class PledgeText:
    title: str
    preamble: str
    clauses: tuple[Clause, ...]
    closing: str

    def parts(self) -> list[str]:
        return [self.preamble, *(clause.text for clause in self.clauses), self.closing]


def placeholders(text: PledgeText) -> set[str]:
    return {name for part in text.parts() for name in PLACEHOLDER.findall(part)}


def check(text: PledgeText) -> None:
    """Raises BadText: `no_clause`, `no_preamble`, `heading`, `placeholder` (unknown name)."""
    if not text.clauses:
        raise BadText("no_clause")
    if not text.preamble.strip():
        raise BadText("no_preamble")
    for clause in text.clauses:
        if not clause.heading.strip() or not clause.text.strip():
            raise BadText("heading", clause.heading or clause.text[:12])
    unknown = placeholders(text) - set(FIELDS)
    if unknown:
        raise BadText("placeholder", min(unknown))


def fill(text: PledgeText, values: Mapping[str, str]) -> PledgeText:
    """The text with every placeholder replaced. Raises BadText("placeholder") for a missing one.

    Values are put in once and never read as templates again: a name with braces stays a name.
    """

    def put(part: str) -> str:
        def value(found: re.Match) -> str:
            if found[1] not in values:
                raise BadText("placeholder", found[1])
            return values[found[1]]

        return PLACEHOLDER.sub(value, part)

    clauses = tuple(replace(clause, text=put(clause.text)) for clause in text.clauses)
    return replace(text, preamble=put(text.preamble), clauses=clauses, closing=put(text.closing))


def differs(filled: str, source: str) -> bool:
    """Whether a paragraph says other words to each signer of a round; `source` is the template's.

    Also where the two do not fit each other: then nothing is known of it.
    """
    names = PLACEHOLDER.findall(source)
    return not ROUND_FIELDS.issuperset(names) if names else filled != source


def canonical_text(text: PledgeText) -> str:
    """One paragraph per line, LF between, no blank lines, no blanks around, LF at the end."""
    lines = [text.title.strip(), *paragraphs(text.preamble)]
    for number, clause in enumerate(text.clauses, 1):
        body = "".join(paragraphs(clause.text))
        lines.append(f"{numeral(number)}、{clause.heading.strip()}。{body}")
    return "\n".join([*lines, *paragraphs(text.closing)]) + "\n"


def digest(text: PledgeText) -> str:
    """SHA-256 of the canonical text, 64 lower-case hex digits."""
    return chain.digest(canonical_text(text).encode())


def parse_clauses(pasted: str) -> tuple[Clause, ...]:
    """Clauses from pasted text: one per line, "一、依法办事。严格按照…"; the number is optional.

    Raises BadText("heading", line) for a line without a heading that ends in 。
    """
    clauses = []
    for line in paragraphs(pasted):
        heading, stop, body = NUMBERED.sub("", line).partition("。")
        if not stop or not heading.strip() or not body.strip():
            raise BadText("heading", line[:20])
        clauses.append(Clause(heading.strip(), body.strip()))
    return tuple(clauses)


def clauses_as_text(clauses: tuple[Clause, ...]) -> str:
    """What `parse_clauses` reads back to the same clauses."""
    return "\n".join(
        f"{numeral(number)}、{clause.heading}。{clause.text}"
        for number, clause in enumerate(clauses, 1)
    )


def parse_sample(markdown: str, title: str) -> PledgeText:
    """The pledge between PLEDGE-BEGIN and PLEDGE-END; the signature line is layout, not text."""
    body = markdown.split(BEGIN, 1)[1].split(END, 1)[0]
    lines = [line for line in paragraphs(body) if not line.startswith("承诺人（签名）")]
    numbered = [place for place, line in enumerate(lines) if NUMBERED.match(line)]
    first, last = numbered[0], numbered[-1]
    return PledgeText(
        title=title,
        preamble="\n".join(lines[:first]),
        clauses=parse_clauses("\n".join(lines[first : last + 1])),
        closing="\n".join(lines[last + 1 :]),
    )
