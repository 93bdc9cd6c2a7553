"""One cell of a roster → one clean value. Everything else raises BadCell with a code.

Codes are explained, with the remedy, in `staff.models.roster_labels`.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from staff.engine.identity import (
    BadIdentity,
    IdNumber,
    clean_name,
    clean_text,
    narrow,
    parse_id_number,
    parse_mobile,
)

EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST = date(1960, 1, 1)
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
DATE_FORMS = (
    re.compile(r"(\d{4})[年./\-](\d{1,2})[月./\-](\d{1,2})日?"),
    re.compile(r"(\d{4})[年./\-](\d{1,2})月?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})(\d{2})"),
    re.compile(r"(\d{4})年?"),
)
FULL_WIDTH = str.maketrans("０１２３４５６７８９．。－／", "0123456789..-/")
SEXES = {"男": "male", "男性": "male", "女": "female", "女性": "female"}
CATEGORIES = (
    ("coordinator", ("协理",)),
    ("home_visitor", ("核查", "入户")),
    ("leader", ("领导", "负责人", "主任", "局长", "副乡长", "副镇长")),
    ("caseworker", ("经办", "民政助理", "工作人员", "社会救助")),
)
POSTS = {
    "caseworker": "社会救助经办",
    "coordinator": "社会救助协理员",
    "home_visitor": "入户核查员",
    "leader": "分管领导",
}
NAMES_OF_PEOPLES = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山"
    " 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米"
    " 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴"
    " 基诺"
)
PEOPLES = frozenset(NAMES_OF_PEOPLES.split())


class BadCell(ValueError):
    """Why a cell cannot be taken: `code` is stable, `params` fill its explanation."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def text(cell: object, *, longest: int = 60) -> str:
    """Any cell as clean text; whole numbers without `.0`. Raises `too_long`."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    found = re.sub(r"\s+", " ", clean_text(str(cell)).replace("\u3000", " ")).strip()
    if len(found) > longest:
        raise BadCell("too_long", longest=longest)
    return found


def name(cell: object) -> str:
    """A person's name. Raises `name_empty`, `name_long`, `name_private`."""
    try:
        return clean_name(text(cell, longest=200))
    except BadIdentity as fault:
        raise BadCell(fault.reason) from fault


def staff_number(cell: object) -> str:
    """Letters and digits, capitals, at most 20; "" when blank. Raises `staff_number_form`."""
    found = narrow(text(cell)).upper()
    if found and not re.fullmatch(r"[A-Z0-9]{1,20}", found):
        raise BadCell("staff_number_form")
    return found


def id_number(cell: object, *, today: date) -> IdNumber | None:
    """A checked ID number or None when blank.

    Raises `id_as_number` (Excel keeps 15 digits: the tail is lost), `id_masked`, `id_old`,
    `id_length`, `id_digits`, `id_birth`, `id_check_digit`.
    """
    if isinstance(cell, int | float | Decimal):
        raise BadCell("id_as_number")
    found = narrow(text(cell))
    if not found:
        return None
    if SCIENTIFIC.fullmatch(found):
        raise BadCell("id_as_number")
    if "*" in found:
        raise BadCell("id_masked")
    if re.fullmatch(r"\d{15}", found):
        raise BadCell("id_old")
    try:
        return parse_id_number(found, today=today)
    except BadIdentity as fault:
        raise BadCell(f"id_{fault.reason}", length=len(found)) from fault


def mobile(cell: object) -> str:
    """Eleven digits; "" when blank. Raises `mobile`, `mobile_scientific`, `mobile_masked`."""
    found = text(cell)
    if not found:
        return ""
    if "*" in found:
        raise BadCell("mobile_masked")
    try:
        return parse_mobile(found)
    except BadIdentity as fault:
        raise BadCell("mobile" if fault.reason == "mobile" else "mobile_scientific") from fault


def sex(cell: object, identity: IdNumber | None) -> str:
    """male, female or ""; the ID number answers for a blank. Raises `sex`, `sex_mismatch`."""
    typed = text(cell)
    found = SEXES.get(typed)
    if typed and found is None:
        raise BadCell("sex")
    if found and identity and found != identity.sex:
        raise BadCell("sex_mismatch")
    return found or (identity.sex if identity else "")


def ethnicity(cell: object) -> str:
    """彝 → 彝族; what is not one of the 56 peoples stays as typed."""
    found = text(cell, longest=20)
    return f"{found}族" if found in PEOPLES else found


def category(cell: object, post: str) -> str:
    """The category by what the cell says, else by the post, else "". Raises `category`."""
    typed = text(cell)
    found = next((code for code, signs in CATEGORIES if _has(typed, signs)), "")
    if typed and not found:
        raise BadCell("category")
    return found or next((code for code, signs in CATEGORIES if _has(post, signs)), "")


def _has(words: str, signs: tuple[str, ...]) -> bool:
    return any(sign in words for sign in signs)


def day(cell: object, *, today: date) -> date | None:
    """A day from all the ways rosters write one; a month is its first day, a year 1 January.

    2024.5, 2024年5月, 2024-05-06, 20240506, 45413 (Excel's day count). Raises `date`,
    `date_range` (before 1960 or in the future) and `date_ambiguous`: the number 2024.1 may be
    January or a 2024.10 that lost its zero.
    """
    found = _day(cell)
    if found is not None and not EARLIEST <= found <= today:
        raise BadCell("date_range")
    return found


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date) or cell is None:
        return cell
    if isinstance(cell, float) and round(cell % 1, 4) == 0.1 and 1960 <= cell < 2100:
        raise BadCell("date_ambiguous")
    found = re.sub(r"\s", "", _narrow_date(cell))
    if not found:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", found):
        return EXCEL_EPOCH + timedelta(days=int(float(found)))
    return _written(found)


def _narrow_date(cell: object) -> str:
    """Full-width digits and dots to ASCII; dashes stay."""
    return text(cell).translate(FULL_WIDTH)


def _written(found: str) -> date:
    for form in DATE_FORMS:
        match = form.fullmatch(found)
        if match:
            return _date(*map(int, match.groups()))
    raise BadCell("date")


def _date(year: int, month: int = 1, number: int = 1) -> date:
    try:
        return date(year, month, number)
    except ValueError as fault:
        raise BadCell("date") from fault
