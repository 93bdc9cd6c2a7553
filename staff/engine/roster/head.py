"""Find the head of a roster: which row (or two rows) names the columns, and what they mean."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SYNONYMS = {
    "serial": "序号 顺序号 行号",
    "staff_number": "工号 人员编号 职工编号 员工编号 人员工号 编号",
    "county": "县市区 县区 区县 县 市县区 所属县市区 所属县 所在县 所在县市区 县市",
    "township": "乡镇街道 乡镇 镇街 乡镇街 街道乡镇 镇乡街道 街道 所属乡镇 所在乡镇 所属乡镇街道",
    "village": "村社区 村 社区 村居 村委会 村居委会 村委会社区 所在村 村居社区 行政村",
    "name": "姓名 人员姓名 经办人员姓名 协理员姓名 名字",
    "sex": "性别",
    "ethnicity": "民族",
    "id_number": "身份证号 身份证号码 公民身份号码 身份证 证件号码 居民身份证号 居民身份证号码",
    "unit": "单位 工作单位 所在单位 单位名称 所属机构 机构 所属单位",
    "post": "职务岗位 岗位 职务 岗位名称 职务岗位名称 岗位职务",
    "category": "人员类别 人员类型 类别 人员性质",
    "education": "学历 文化程度 最高学历",
    "mobile": "手机号 手机号码 联系电话 电话 联系方式 手机 移动电话 电话号码",
    "started_on": "从事救助工作时间 从事社会救助工作时间 从业时间 上岗时间 开始从事救助工作时间",
    "note": "备注 说明",
}
FIELD_BY_WORD = {word: field for field, words in SYNONYMS.items() for word in words.split()}
SEARCHED_ROWS = 15
LEAST_FIELDS = 3


@dataclass(frozen=True)
class Head:
    """`columns` maps a field to its column (from 0); data begins at row `data_from` (from 0)."""

    columns: dict[str, int]
    titles: dict[str, str]
    data_from: int


def _word(cell: object) -> str:
    """A heading without blanks, signs and stars: 县（市、区） → 县市区."""
    text = unicodedata.normalize("NFKC", cell) if isinstance(cell, str) else ""
    return re.sub(r"[\W_]", "", text)


def field_of(cell: object) -> str | None:
    """The field that a heading names, or None: 手机号（必填） is `mobile` too."""
    found = FIELD_BY_WORD.get(_word(cell))
    if found is None and isinstance(cell, str):
        bare = re.sub(r"\(.*?\)", "", unicodedata.normalize("NFKC", cell))
        found = FIELD_BY_WORD.get(_word(bare))
    return found


def _fields(*rows: Sequence[object]) -> dict[str, tuple[int, str]]:
    """Field → (column, heading) for one head row or two; the lower row wins."""
    found: dict[str, tuple[int, str]] = {}
    for column in range(max(map(len, rows))):
        for row in reversed(rows):
            cell = row[column] if column < len(row) else None
            field = field_of(cell)
            if field is not None:
                found.setdefault(field, (column, str(cell).strip()))
                break
    return found


def find_head(rows: Sequence[Sequence[object]]) -> Head | None:
    """The best head within the first rows; None when no row names 姓名 and two more fields.

    Two rows are read together (县 under a merged 所属地区) only where that names more columns.
    """
    best: dict[str, tuple[int, str]] = {}
    data_from = 0
    for number in range(min(len(rows), SEARCHED_ROWS)):
        for height in (1, 2):
            found = _fields(*rows[number : number + height])
            if "name" in found and len(found) > len(best):
                best, data_from = found, number + height
    if len(best) < LEAST_FIELDS:
        return None
    return Head(
        {field: column for field, (column, _title) in best.items()},
        {field: title for field, (_column, title) in best.items()},
        data_from,
    )


def repeats_head(row: Sequence[object]) -> bool:
    """Whether a data row is the head again, as printed on every page."""
    return len(_fields(row)) >= LEAST_FIELDS
