"""Nobody acts on the own record: every flow that is told who does it, and what it does with that.

A new flow with `by` or `user` has to be put on one of the two lists.
"""

import ast
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cms.lib.errors import OwnRecord
from evidence.engine.events import RevocationCategory
from exams.flows import answer_files, invigilation, keying
from exams.models.attempt import Attempt
from pledges.kinship.flows import following, households, matching, review
from pledges.kinship.models.matching import KinshipAlert
from pledges.rounds.flows import ending
from staff.flows import accounts, members, roles
from staff.models.accounts import AccountRequest
from tests.factories.exams import make_attempt, make_bank, make_paper, make_sitting, register
from tests.factories.kinship import make_declared, make_household
from tests.factories.rounds import envelope_of, make_round, sign
from tests.factories.staff import make_grant, make_post

ROOT = Path(__file__).parents[1]
DAY = date(2026, 11, 23)
APPS = ("staff", "bank", "evidence", "reminders", "exams", "cms", *("courses/learning",))
WINGS = ("pledges/rounds", "pledges/custody", "pledges/kinship", "desk/overview")

OWN = "one's own by nature: the flow refuses everybody else"
LOOK = "reading and taking away changes nothing on a record"
ALL = "the same for everybody it concerns, the doer among them"
THINGS = "about a thing, not about a person on the roster"
INNER = "a step of another flow, which is on one of the lists"
NOT_ABOUT_A_PERSON = {
    "staff.flows.activation": {"issue_codes": INNER},
    "staff.flows.exports": {"export_scoped": LOOK},
    "staff.flows.members": {"check_leavers": INNER, "unmask": LOOK},
    "staff.flows.roles": {"end_roles": INNER},
    "staff.flows.roster": {
        **dict.fromkeys(("preview_roster", "refresh_roster", "discard_roster"), THINGS),
        **dict.fromkeys(("submit_roster", "apply_roster"), "checks its leavers; the rest is ALL"),
        "take_codes": "leaves the doer out",
    },
    "staff.flows.telling": {"tell_holder": INNER},
    "staff.flows.viewing": {"note_record_view": LOOK},
    "bank.flows.exchange": dict.fromkeys(("keep_upload", "apply_kept", "import_items"), THINGS),
    "bank.flows.items": {"draft_items": THINGS, "publish_items": "tests/cms/models/test_own_work"},
    "evidence.flows.certificates": dict.fromkeys(("rotate_seal", "revoke_certificate"), THINGS),
    "evidence.flows.packages": {"make_package": LOOK},
    "reminders.flows.asking": {"ask": ALL},
    "exams.flows.browser": dict.fromkeys(("require_browser", "lift_browser"), THINGS),
    "exams.flows.closing": {"close": INNER},
    "exams.flows.keying": {"make_forms": THINGS},
    "exams.flows.papers": {"build_paper": THINGS},
    "exams.flows.preparing": {"prepare_sitting": ALL},
    "exams.flows.printing": {"print_part": THINGS},
    "exams.flows.results": {"score_again": INNER, "release_results": ALL},
    "exams.flows.sittings": dict.fromkeys(("make_resit", "register_audience"), ALL),
    "pledges.rounds.flows.binders": {"bind_round": LOOK},
    "pledges.rounds.flows.ending": {"decline_envelope": OWN},
    "pledges.rounds.flows.exports": dict.fromkeys(
        ("note_export", "export_register", "export_list"), LOOK
    ),
    "pledges.rounds.flows.parcels": {"pack_round": LOOK},
    "pledges.rounds.flows.reading": dict.fromkeys(("note_reading", "note_look"), LOOK),
    "pledges.rounds.flows.registers": {"round_sheet": LOOK},
    "pledges.rounds.flows.reminders": {"remind_now": ALL},
    "pledges.rounds.flows.rounds": dict.fromkeys(("open_round", "close_round"), ALL),
    "pledges.rounds.flows.signing": {"statement": OWN},
    "pledges.rounds.flows.takeback": {"take_back": OWN},
    "pledges.rounds.flows.templates": dict.fromkeys(
        ("publish_version", "draft_next_version"), THINGS
    ),
    "pledges.custody.flows.agreements": dict.fromkeys(
        ("draft_agreement", "change_agreement", "start_signing", "void_agreement"), THINGS
    ),
    "pledges.custody.flows.checks": dict.fromkeys(
        ("record_check", "record_recheck", "end_agreement"), THINGS
    ),
    "pledges.custody.flows.links": {"make_link": THINGS},
    "pledges.custody.flows.paper": dict.fromkeys(("file_scan", "decide_scan"), THINGS),
    "pledges.custody.flows.registers": dict.fromkeys(
        ("export_custody", "unmask_agreement", "note_custody_reading"), LOOK
    ),
    "pledges.kinship.flows.declarations": {"statement": OWN},
    "pledges.kinship.flows.following": {
        "record_recusal": "stepping back is said by whoever steps back",
        **dict.fromkeys(("unmask_household", "note_household_reading"), LOOK),
    },
    "pledges.kinship.flows.households": {"refuse_own": INNER},
    "pledges.kinship.flows.matching": {"not_own": INNER},
    "pledges.kinship.flows.registers": {"export_register": LOOK},
    "pledges.kinship.flows.review": dict.fromkeys(("note_reading", "unmask_declaration"), LOOK),
    "desk.overview.flows.exports": dict.fromkeys(
        ("pick_people", "export_people", "export_units"), LOOK
    ),
    "cms.flows.exports": {"export": LOOK},
    "cms.flows.feedback": {"send_feedback": OWN},
}
CASES: dict[Callable, Callable] = {}


def about(*flows: Callable):
    """The decorated function acts on the record of whoever acts, by each of these flows."""

    def note(case):
        CASES.update({flow: case for flow in flows})
        return case

    return note


def told_who_acts() -> set[tuple[str, str]]:
    found = set()
    for app in (*APPS, *WINGS):
        for file in (ROOT / app / "flows").rglob("*.py"):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            for node in ast.parse(file.read_text()).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                names = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
                if "by" in names or ("user" in names and app != "staff"):
                    found.add((module, node.name))
    return found


def test_every_flow_that_is_told_who_acts_stands_on_one_list():
    other = {(module, name) for module, names in NOT_ABOUT_A_PERSON.items() for name in names}
    here = {(flow.__module__, flow.__name__) for flow in CASES}
    assert told_who_acts() - other - here == set()
    assert (other | here) - told_who_acts() == set()
    assert other & here == set()


@pytest.fixture
def me(world):
    """An official on the roster who holds every role that decides about others."""
    user = world.users["staff"]
    for role in ("hr", "trainer", "accounts_admin"):
        make_grant(user, role, world.city)
    return user


def names(flow: Callable) -> str:
    return f"{flow.__module__}.{flow.__name__}"


@pytest.mark.parametrize("flow", CASES, ids=names)
def test_nobody_acts_on_the_own_record(world, at, me, flow):
    with pytest.raises(OwnRecord):
        CASES[flow](flow, world, me, at)


@about(accounts.issue_new_code, accounts.ask_new_code)
def own_code(flow, world, me, at):
    flow(by=me, user=me, reason="忘记密码", at=at)


@about(accounts.confirm_request, accounts.refuse_request)
def own_request(flow, world, me, at):
    asked = {"asked_by": world.users["admin"], "asked_at": at, "reason": "手机遗失"}
    request = AccountRequest.objects.create(user=me, **asked)
    more = {"reason": "…"} if flow is accounts.refuse_request else {}
    flow(request=request, by=me, at=at, **more)


@about(members.transfer_member)
def own_transfer(flow, world, me, at):
    place = {"organisation": world.xiaojie, "post": make_post("民政助理")}
    flow(member=me.member, on=DAY, reason="调动", by=me, at=at, **place)


@about(members.record_leaving)
def own_leaving(flow, world, me, at):
    flow(member=me.member, on=DAY, reason="离职", by=me, at=at)


@about(roles.grant_role)
def own_role(flow, world, me, at):
    flow(by=me, user=me, role="hr", organisation=world.city, reason="…", at=at)


@about(roles.revoke_role)
def own_role_taken(flow, world, me, at):
    flow(by=me, grant=me.role_grants.first(), reason="…", at=at)


@about(ending.exempt_envelope, ending.lift_exemption)
def own_exemption(flow, world, me, at):
    flow(envelope=envelope_of(make_round(world, at), me.member), reason="…", by=me, at=at)


@about(ending.exempt_many)
def own_among_many(flow, world, me, at):
    opened = make_round(world, at)
    every = opened.envelopes.values_list("pk", flat=True)
    flow(round_=opened, envelopes=every, reason="…", by=me, at=at)


@about(ending.revoke_envelope)
def own_revocation(flow, world, me, at):
    signed = sign(envelope_of(make_round(world, at), me.member), at)
    flow(envelope=signed, category=RevocationCategory.MISTAKE, reason="…", by=me, at=at)


def seat(world, me, at):
    sitting = make_sitting(make_paper(make_bank(world.city)), at)
    register(sitting, me.member)
    return {"sitting": sitting, "member": me.member, "reason": "…", "by": me, "at": at}


@about(invigilation.grant_minutes, invigilation.give_back)
def own_minutes(flow, world, me, at):
    flow(**seat(world, me, at), minutes=480)


@about(invigilation.end_attempt, invigilation.defer)
def own_seat(flow, world, me, at):
    flow(**seat(world, me, at))


def own_attempt(world, me, at) -> Attempt:
    return make_attempt(seat(world, me, at)["sitting"], me.member, at)


@about(invigilation.decide_late)
def own_late_answers(flow, world, me, at):
    flow(attempt=own_attempt(world, me, at), accepted=True, reason="…", by=me, at=at)


@about(answer_files.load_answer_file)
def own_answer_file(flow, world, me, at):
    flow(attempt=own_attempt(world, me, at), data=b"", reason="…", by=me, at=at)


@about(keying.key_in)
def own_sheet(flow, world, me, at):
    sitting = seat(world, me, at)["sitting"]
    form = keying.make_forms(sitting=sitting, seed=1, reason="…", user=None, at=at)[0]
    flow(form=form, member=me.member, answers=(), by=me, at=at)


@about(review.give_opinion)
def own_opinion(flow, world, me, at):
    flow(declaration=make_declared(me.member, at), words="…", by=me, at=at)


@about(review.conclude)
def own_conclusion(flow, world, me, at):
    flow(declaration=make_declared(me.member, at), result="agreed", words="…", by=me, at=at)


@about(households.file_household)
def relatives_household(flow, world, me, at):
    make_household(world, at, by="staff")


@about(households.record_visit)
def relatives_visit(flow, world, me, at):
    flow(filing=make_household(world, at), on=DAY, people=(), found="…", by=me, at=at)


def visited(world, at):
    filing = make_household(world, at)
    county = {"by": world.users["hr_county"], "at": at}
    people = ("陈一", "陈二")
    return households.record_visit(filing=filing, on=DAY, people=people, found="属实", **county)


@about(households.confirm_household)
def relatives_confirmation(flow, world, me, at):
    filing = visited(world, at)
    flow(filing=filing, decision=households.Decision(False, "…"), by=me, at=at)


def on_file(world, at):
    decision = households.Decision(True, "同意", Decimal("480.00"), DAY)
    return households.confirm_household(
        filing=visited(world, at), decision=decision, by=world.users["hr_county"], at=at
    )


@about(following.add_note)
def relatives_note(flow, world, me, at):
    flow(filing=on_file(world, at), values={"on": DAY, "kind": "stop"}, by=me, at=at)


@about(following.rescreen)
def relatives_screening(flow, world, me, at):
    flow(filing=on_file(world, at), values={"on": DAY}, by=me, at=at)


def own_alert(world, me, at) -> KinshipAlert:
    make_household(world, at)
    alert = KinshipAlert.objects.filter(member=me.member).first()
    assert alert is not None
    return alert


@about(matching.conclude_alert)
def alert_about_me(flow, world, me, at):
    flow(alert=own_alert(world, me, at), conclusion="fine", words="…", by=me, at=at)


@about(matching.look_again)
def second_look_at_me(flow, world, me, at):
    alert = own_alert(world, me, at)
    other = world.users["hr_county"]
    matching.conclude_alert(
        alert=alert, conclusion="fine", words="…", by=other, at=at + timedelta(hours=1)
    )
    flow(alert=alert, agreed=True, words="…", by=me, at=at)
