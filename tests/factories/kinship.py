"""Dull builders for near-relative declarations and household filings."""

from datetime import date, datetime
from decimal import Decimal

from pledges.kinship.flows.declarations import (
    freeze_words,
    sign_declaration,
    start_declaration,
    write_head,
    write_relative,
)
from pledges.kinship.flows.households import Acceptance, Part, file_household
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.household import HouseholdFiling
from tests.factories.rounds import SIGNATURE

ID_NUMBER = "11010519491231002X"
OTHER_ID = "53042619600101001X"


def relative_values(**values) -> dict:
    return {
        "relation": "parent",
        "name": "王大妹",
        "id_number": ID_NUMBER,
        "registered_at": "双江街道大营村",
        "lives_at": "双江街道大营村1号",
        "aid": "low_income",
        "state": "receiving",
        "people": 2,
        "monthly": Decimal("480.00"),
        "since": date(2025, 3, 1),
        "took_part": False,
        "took_part_in": "",
        **values,
    }


def make_draft(member, at: datetime, *relatives: dict, related=None) -> NearRelativeDeclaration:
    """A draft with its head filled in; nil when there are no relatives."""
    draft = start_declaration(member=member, at=at)
    for values in relatives:
        write_relative(declaration=draft, values=relative_values(**values))
    return write_head(
        declaration=draft,
        category="township",
        phone="19908770009",
        has_relatives=bool(relatives) if related is None else related,
    )


def make_declared(
    member, at: datetime, *relatives: dict, related=None, **values
) -> NearRelativeDeclaration:
    """Signed: nil without relatives, unless `related` keeps those of the last one."""
    draft = freeze_words(declaration=make_draft(member, at, *relatives, related=related))
    values = {"digest": draft.digest, "drawn": SIGNATURE, "method": "password", **values}
    return sign_declaration(declaration=draft, at=at, **values)


def household_values(**values) -> dict:
    return {
        "accepted_on": date(2026, 11, 2),
        "name": "王大妹",
        "id_number": ID_NUMBER,
        "id_ok": True,
        "sex": "female",
        "born_on": date(1949, 12, 31),
        "registered_at": "双江街道大营村",
        "lives_at": "双江街道大营村1号",
        "people": 2,
        "matter": "low_income",
        "reason": "因病致贫",
        "applied_on": date(2026, 11, 1),
        "asked": True,
        "related": True,
        "staff_name": "王㛃",
        "staff_unit": "双江街道",
        "staff_post": "社会救助经办",
        "staff_phone": "",
        "relation": "parent",
        "hardship": "长期患病",
        "means": "已核对，收入低于标准",
        "visited_on": date(2026, 11, 3),
        "visitors_unrelated": True,
        "opinion": "同意上报",
        "signed_how": "paper",
        **values,
    }


def make_household(
    world, at: datetime, place=None, by: str = "hr_township", visitors=("陈一", "陈二"), **values
) -> HouseholdFiling:
    people = [Part("visitor", name) for name in visitors]
    return file_household(
        township=place or world.shuangjiang,
        acceptance=Acceptance(household_values(**values), people),
        by=world.users[by],
        at=at,
    )


def make_unrelated(world, at: datetime, **values) -> HouseholdFiling:
    """A household that says it has no relative among staff."""
    empty = dict.fromkeys(("staff_name", "staff_unit", "staff_post", "relation"), "")
    empty |= {"related": False, "hardship": "", "means": "", "opinion": "", "visited_on": None}
    return make_household(
        world, at, visitors=(), **(empty | {"visitors_unrelated": False} | values)
    )
