"""Dull builders for custody agreements."""

import json
from datetime import date, datetime
from decimal import Decimal

from evidence.engine.strokes import Signature, parse
from pledges.custody.engine.agreement import Party, Stated, left_to_sign
from pledges.custody.flows.agreements import draft_agreement, start_signing
from pledges.custody.flows.signing import Ceremony, sign_agreement
from pledges.custody.models.agreement import CustodyAgreement
from staff.models.user import User
from tests.factories.rounds import DRAWN
from tests.factories.staff import make_grant, make_user

ID_NUMBER = "11010519491231002X"


def custody_values(**values) -> dict:
    return {
        "custodian_name": "陈守信",
        "custodian_relation": "邻居",
        "custodian_address": "双江街道大营村1号",
        "custodian_phone": "19908770001",
        "custodian_is_official": False,
        "family_agreement_on": None,
        "person_name": "李家顺",
        "person_id_number": ID_NUMBER,
        "aid": "low_income",
        "capacity": "full",
        "reason": "长期卧床",
        "guardian_name": "",
        "guardian_relation": "",
        "guardian_phone": "",
        "supervisor_name": "普红梅",
        "supervisor_phone": "19908770002",
        "supervisor_unrelated": True,
        "scope": ["allowance"],
        "monthly": Decimal("480.00"),
        "account_tail": "0042",
        "single_limit": Decimal("300.00"),
        "report_cycle": "month",
        "check_cycle": "half_year",
        "pay": Decimal("0.00"),
        "paid_by": "",
        "starts_on": date(2026, 5, 1),
        "ends_on": date(2027, 4, 30),
        "opening_balance": Decimal("100.00"),
        **values,
    }


def make_draft(world, at: datetime, place=None, by: str = "hr_township", **values):
    return draft_agreement(
        township=place or world.shuangjiang,
        values=custody_values(**values),
        by=world.users[by],
        at=at,
    )


def make_signing(world, at: datetime, place=None, **values) -> CustodyAgreement:
    draft = make_draft(world, at, place, **values)
    return start_signing(agreement=draft, by=world.users["hr_township"], at=at)


def sign_as(world, agreement, party: str, at: datetime, **values) -> CustodyAgreement:
    """Each party by a hand of its own; the township by another person of its HR."""
    drawn = hand_of(party)
    ceremony = {"drawn": drawn, "digest": agreement.digest, "id_seen": True, **values}
    host = world.users["hr_township"]
    if party == Party.TOWNSHIP:
        host = second_hr(agreement.township)
    return sign_agreement(
        agreement=agreement,
        party=Party(party),
        ceremony=Ceremony(**ceremony),
        host=host,
        at=at,
    )


def stated_on_paper(agreement, signed_on: date) -> list[Stated]:
    """All that have not signed yet, on that day, by the names of the agreement."""
    signed = set(agreement.signatures.values_list("party", flat=True))
    left = left_to_sign(agreement.capacity, signed)
    return [Stated(party, agreement.party_name(party), signed_on) for party in left]


def hand_of(party: str) -> Signature:
    """The same signature, a little lower for each party."""
    lower = list(Party).index(Party(party))
    strokes = [
        [[x, y + lower, *rest] for x, y, *rest in one] for one in json.loads(DRAWN)["strokes"]
    ]
    return parse(json.dumps(json.loads(DRAWN) | {"strokes": strokes}))


def second_hr(township) -> User:
    name = f"second_{township.code}"
    found = User.objects.filter(username=name).first()
    if found is None:
        found = make_user(name)
        make_grant(found, "hr", township)
    return found


def make_active(world, at: datetime, place=None, **values) -> CustodyAgreement:
    agreement = make_signing(world, at, place, **values)
    for party in agreement.parties:
        agreement = sign_as(world, agreement, party, at)
    return agreement
