"""Question files as trainers keep them: 13 columns, xlsx or csv, one item per row.

Columns and conventions: 题型, 题干, 选项A–F, 答案, 解析, 知识点, 难度, 依据 (see docs/marking.md).
"""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from bank.engine.exchange import ItemRow, QuestionFile, RowError
from bank.engine.faults import faults
from bank.engine.items import CHOICE_KINDS, LETTERS, ItemContent, Kind, stem_digest
from bank.engine.keys import JUDGEMENTS
from bank.models.labels import fault_text
from cms.lib.errors import DomainError
from cms.lib.tables.uploads import Upload, read_table

CHOICE_COLUMNS = tuple(f"选项{letter}" for letter in LETTERS)
COLUMNS = ("题型", "题干", *CHOICE_COLUMNS, "答案", "解析", "知识点", "难度", "依据")
KINDS = {
    "单选题": Kind.SINGLE,
    "多选题": Kind.MULTIPLE,
    "判断题": Kind.JUDGEMENT,
    "填空题": Kind.BLANK,
    "案例分析题": Kind.CASE,
    "评分实操题": Kind.EXERCISE,
}
KIND_WORDS = {kind: word for word, kind in KINDS.items()}
FIELD_COLUMNS = {"stem": "题干", "key": "答案", "choices": "选项A"}
WIDTHS = (10, 60, *(24,) * 6, 24, 60, 14, 6, 40)


class NotAQuestionFile(DomainError):
    code = "columns_missing"
    message = _(
        "These columns are missing: %(columns)s. Row 1 must carry the headings 题型, 题干, "
        "选项A to 选项F, 答案, 解析, 知识点, 难度, 依据."
    )


def read_questions(upload: Upload) -> QuestionFile:
    """Read the first sheet. Raises UploadRefused or NotAQuestionFile; rows with faults become
    errors, complete rows become items, blank rows are passed over."""
    sheet = read_table(upload)[0]
    head = [_text(cell) for cell in sheet.rows[0]]
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        raise NotAQuestionFile(columns="、".join(missing))
    cells = {
        number: {name: _text(_at(row, head.index(name))) for name in COLUMNS}
        for number, row in enumerate(sheet.rows[1:], start=2)
        if any(_text(cell) for cell in row)
    }
    return _sorted_out(cells)


def _text(cell: object) -> str:
    """A cell as text: 1.0 and Decimal("1.00") are written 1."""
    if isinstance(cell, float | Decimal) and cell == int(cell):
        return str(int(cell))
    return "" if cell is None else str(cell).replace("\r\n", "\n").strip()


def _at(row: list, position: int):
    return row[position] if position < len(row) else None


def _sorted_out(cells: dict[int, dict[str, str]]) -> QuestionFile:
    rows, errors, seen = [], [], {}
    for number, row in cells.items():
        faulty = _row_errors(number, row)
        digest = stem_digest(row["题干"])
        if row["题干"] and digest in seen:
            text = _("The same stem stands in row %(first)d. Keep one of the two rows.")
            words = {"first": seen[digest]}
            faulty.append(RowError(number, "题干", text % words, "stem_repeats"))
        seen.setdefault(digest, number)
        if faulty:
            errors.extend(faulty)
        else:
            rows.append(_item_row(number, row))
    return QuestionFile(tuple(rows), tuple(errors), cells)


def _content(row: dict[str, str]) -> ItemContent:
    kind = KINDS[row["题型"]]
    texts = [row[name] for name in CHOICE_COLUMNS] if kind in CHOICE_KINDS else []
    while texts and not texts[-1]:
        texts.pop()
    return ItemContent(kind, row["题干"], row["答案"], tuple(texts), row["解析"])


def _item_row(number: int, row: dict[str, str]) -> ItemRow:
    return ItemRow(number, _content(row), row["知识点"], int(row["难度"]), row["依据"])


def _row_errors(number: int, row: dict[str, str]) -> list[RowError]:
    errors = []
    if row["题型"] not in KINDS:
        text = _("Unknown kind “%(kind)s”. Use one of: %(kinds)s.")
        words = {"kind": row["题型"], "kinds": "、".join(KINDS)}
        errors.append(RowError(number, "题型", text % words, "kind_unknown"))
    else:
        errors += [
            RowError(number, FIELD_COLUMNS[fault.field], fault_text(fault), fault.code)
            for fault in faults(_content(row))
        ]
    if not row["知识点"]:
        errors.append(RowError(number, "知识点", _("Name the topic."), "topic_missing"))
    if row["难度"] not in {"1", "2", "3"}:
        errors.append(RowError(number, "难度", _("Write 1, 2 or 3."), "difficulty_unknown"))
    if not row["依据"]:
        text = _("Name the legal basis with its mark, for example 第二条[已核].")
        errors.append(RowError(number, "依据", text, "basis_missing"))
    return errors


def to_cells(row: ItemRow) -> tuple[str | int, ...]:
    """One item as a row of a question file, in the order of COLUMNS."""
    content = row.content
    choices = tuple(JUDGEMENTS) if content.kind is Kind.JUDGEMENT else content.choices
    padded = (*choices, *[""] * (len(LETTERS) - len(choices)))
    middle = (content.key, content.rationale, row.topic, str(row.difficulty), row.basis)
    return (KIND_WORDS[content.kind], content.stem, *padded, *middle)
