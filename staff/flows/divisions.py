"""Load the official list of divisions, and the organisations that follow from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from staff.models.organisation import Division, DivisionAlias, Organisation

LEVELS = {
    "市": Division.Level.CITY,
    "县": Division.Level.COUNTY,
    "乡": Division.Level.TOWNSHIP,
}
# Codes that were replaced but still stand in old files (and in everybody's ID number).
OLD_CODES = {"530403": ("530421", "江川县"), "530481": ("530422", "澄江县")}


@dataclass(frozen=True)
class Loaded:
    divisions: int
    organisations: int


@transaction.atomic
def load_divisions(*, rows: Iterable[Mapping[str, str]]) -> Loaded:
    """Bring divisions, their short names and one office each up to the list; nothing is deleted.

    `rows` have the columns 上级代码, 代码, 名称, 级别 (市, 县, 乡), 类型, parents first. Safe to
    repeat; renamed divisions are renamed here too.
    """
    divisions = organisations = 0
    for row in rows:
        level = LEVELS[row["级别"]]
        division, made = Division.objects.update_or_create(
            code=row["代码"],
            defaults={
                "name": row["名称"],
                "level": level,
                "kind": row["类型"],
                "parent": Division.objects.filter(code=row["上级代码"]).first(),
            },
        )
        divisions += made
        _add_aliases(division)
        organisations += _add_organisation(division)
    return Loaded(divisions, organisations)


def short_name(division: Division) -> str:
    """峨山彝族自治县 → 峨山县; other names are short enough."""
    if division.kind == "自治县":
        stem = division.name.removesuffix("自治县")
        for people in ("彝族", "傣族", "哈尼族", "回族", "苗族"):
            stem = stem.replace(people, "")
        return f"{stem}县"
    return division.name


def _add_aliases(division: Division) -> None:
    texts = {short_name(division), *OLD_CODES.get(division.code, ())}
    if division.level == Division.Level.COUNTY:
        texts.add(short_name(division)[:-1])
    for text in sorted(texts - {division.name}):
        DivisionAlias.objects.get_or_create(division=division, text=text)


def _add_organisation(division: Division) -> bool:
    """The bureau or office of a division. The top of the tree has no parent."""
    if Organisation.objects.filter(code=division.code).exists():
        return False
    values = {
        "code": division.code,
        "name": office_name(division),
        "short_name": short_name(division),
        "kind": division.level,
        "division": division,
    }
    parent = Organisation.objects.filter(code=division.parent_id).first()
    if parent is None:
        Organisation.add_root(**values)
    else:
        parent.add_child(**values)
    return True


def office_name(division: Division) -> str:
    """玉溪市民政局, 峨山彝族自治县民政局, 峨山县双江街道办事处, 峨山县甸中镇人民政府."""
    if division.level != Division.Level.TOWNSHIP or division.parent is None:
        return f"{division.name}民政局"
    office = "办事处" if division.kind == "街道" else "人民政府"
    return f"{short_name(division.parent)}{division.name}{office}"
