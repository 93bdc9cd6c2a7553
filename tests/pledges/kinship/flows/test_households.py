from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cms.lib.errors import MovedOn, TwoPeople
from evidence.flows.refusals import SignatureRefused
from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import broken_chains
from pledges.kinship.flows.following import (
    AlreadyScreened,
    NoRelative,
    add_note,
    record_recusal,
    rescreen,
    unmask_household,
)
from pledges.kinship.flows.households import (
    Acceptance,
    DayWrong,
    Decision,
    NotAsked,
    Part,
    VisitFirst,
    confirm_household,
    file_household,
    record_visit,
)
from pledges.kinship.flows.matching import (
    OwnAffair,
    conclude_alert,
    find_late,
    look_again,
    raise_late_declarations,
)
from pledges.kinship.models.household import HouseholdFiling, Recusal
from pledges.kinship.models.matching import KinshipAlert, KinshipMatch
from staff.models.member import Appointment, Member
from tests.factories.kinship import (
    ID_NUMBER,
    OTHER_ID,
    household_values,
    make_declared,
    make_household,
    make_unrelated,
)
from tests.factories.staff import make_member

SCREENED = {
    "application": "fine",
    "acceptance": "fine",
    "confirmation": "problem",
    "conclusion": "adjust",
    "words": "金额偏高",
}


@pytest.fixture
def me(world):
    return world.members["staff"]


def results() -> list[str]:
    return list(KinshipMatch.objects.order_by("result").values_list("result", flat=True))


def alerts(**match) -> list[KinshipAlert]:
    return list(KinshipAlert.objects.filter(**match))


def test_filed_and_declared_agree(world, me, at):
    make_declared(me, at, {})
    assert results() == ["staff_only"]
    filing = make_household(world, at)
    assert filing.member == me
    assert results() == ["agree"]
    line = KinshipMatch.objects.get()
    assert (line.place, line.member, line.filing) == (world.shuangjiang, me, filing)


def test_what_does_not_agree_waits_for_a_person(world, me, at):
    filing = make_household(world, at)
    make_declared(me, at, {"relation": "sibling"})
    assert results() == ["different"]
    assert {one.facts["result"] for one in alerts()} == {"household_only", "different"}
    assert all(one.is_open for one in alerts(filing=filing))


def test_a_household_that_says_no_is_held_against_the_declaration(world, me, at):
    make_declared(me, at, {})
    filing = make_unrelated(world, at)
    line = KinshipMatch.objects.get()
    assert (line.result, line.filing) == ("staff_only", filing)


def test_the_same_case_is_not_raised_twice(world, me, at):
    make_declared(me, at, {})
    renewed = make_declared(me, at + timedelta(days=1), related=True)
    make_unrelated(world, at)
    (alert,) = alerts(kind="unmatched")
    assert renewed.relatives.count() == 1
    assert alert.facts == {"result": "staff_only"}


def test_a_number_that_fails_the_check_is_pending(world, at):
    make_unrelated(world, at, id_number="110105194912310021", id_ok=False)
    assert results() == ["bad_id"]


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"asked": False}, NotAsked),
        ({"signed_how": "drawn"}, SignatureRefused),
    ],
)
def test_nothing_is_filed_against_the_rules(world, at, values, fault):
    with pytest.raises(fault):
        make_household(world, at, **values)
    assert HouseholdFiling.objects.count() == 0


def test_two_visitors_without_interest(world, at):
    with pytest.raises(TwoPeople):
        make_household(world, at, visitors=("陈一", "陈一"))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_household(world, at, visitors_unrelated=False)


def test_the_same_form_sent_twice_files_once(world, at):
    for _time in range(2):
        file_household(
            township=world.shuangjiang,
            acceptance=Acceptance(
                household_values(), [Part("visitor", "陈一"), Part("visitor", "陈二")], code="AB12"
            ),
            by=world.users["hr_township"],
            at=at,
        )
    assert HouseholdFiling.objects.get().number == "家庭-530426001-2026-0001"


def test_a_relative_among_the_visitors_is_an_alert(world, me, at):
    make_declared(me, at, {})
    filing = make_household(world, at, visitors=("王㛃", "陈二"))
    (alert,) = alerts(kind="not_recused")
    assert (alert.member, alert.filing) == (me, filing)
    assert alert.facts == {"part": "visitor", "certain": True}


def test_a_relative_who_is_declared_later_is_found_as_well(world, me, at):
    make_unrelated(world, at)
    HouseholdFiling.objects.get().case_people.create(role="panel", name="王㛃", member=me, at=at)
    assert alerts(kind="not_recused") == []
    make_declared(me, at, {})
    assert len(alerts(kind="not_recused")) == 1


def test_a_name_two_people_have_is_nobodys(world, me, at):
    make_member(world.xiaojie, "王㛃")
    filing = make_household(world, at)
    assert filing.member is None
    make_declared(me, at, {})
    assert results() == ["agree"]  # by name, because the household could not say more


def test_the_county_visits_before_it_decides(world, at):
    filing = make_household(world, at)
    county = world.users["hr_county"]
    decision = Decision(True, "确认", Decimal("480.00"), date(2026, 12, 1))
    with pytest.raises(VisitFirst):
        confirm_household(filing=filing, decision=decision, by=county, at=at)
    with pytest.raises(TwoPeople):
        record_visit(
            filing=filing, on=date(2026, 11, 5), people=["赵一"], found="属实", by=county, at=at
        )
    with pytest.raises(DayWrong):
        record_visit(
            filing=filing,
            on=date(2026, 11, 24),
            people=["赵一", "钱二"],
            found="属实",
            by=county,
            at=at,
        )
    record_visit(
        filing=filing, on=date(2026, 11, 5), people=["赵一", "钱二"], found="属实", by=county, at=at
    )
    done = confirm_household(filing=filing, decision=decision, by=county, at=at)
    assert (done.state, done.monthly) == ("confirmed", Decimal("480.00"))
    with pytest.raises(MovedOn):
        confirm_household(filing=filing, decision=decision, by=county, at=at)


def test_the_database_wants_the_visit_as_well(world, at):
    filing = make_household(world, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        HouseholdFiling.objects.filter(pk=filing.pk).update(state="confirmed")


def test_a_stop_takes_the_household_off_the_file(world, me, at):
    make_declared(me, at, {})
    filing = make_household(world, at)
    values = {"on": date(2026, 11, 20), "kind": "stop", "reason": "去世", "monthly": None}
    add_note(filing=filing, values=values, by=world.users["hr_township"], at=at)
    assert HouseholdFiling.objects.on_file().count() == 0
    assert results() == ["staff_only"]
    with pytest.raises(MovedOn):
        add_note(filing=filing, values=values, by=world.users["hr_township"], at=at)


def test_looked_through_once_a_year_with_name_and_conclusion(world, at):
    filing = make_household(world, at)
    assert HouseholdFiling.objects.unscreened(2026).count() == 1
    values = SCREENED | {"on": date(2026, 11, 20)}
    row = rescreen(filing=filing, values=values, by=world.users["hr_county"], at=at)
    assert (row.year, row.by_name, row.conclusion) == (2026, "hr_county", "adjust")
    assert HouseholdFiling.objects.unscreened(2026).count() == 0
    assert HouseholdFiling.objects.unscreened(2027).count() == 1
    with pytest.raises(AlreadyScreened):
        rescreen(filing=filing, values=values, by=world.users["hr_county"], at=at)


def test_a_recusal_is_recorded_once_for_a_relative(world, me, at):
    filing = make_household(world, at)
    values = {"role": "visitor", "substitute": "陈三", "reason": "父母", "on": date(2026, 11, 3)}
    by = world.users["hr_township"]
    for _time in range(2):
        record_recusal(filing=filing, member=me, values=values, by=by, at=at)
    assert Recusal.objects.get().member_name == "王㛃"
    with pytest.raises(NoRelative):
        record_recusal(
            filing=filing, member=world.members["coordinator"], values=values, by=by, at=at
        )


def test_a_relative_decides_nothing(world, at, me):
    from tests.factories.staff import make_grant

    make_grant(me.user, "hr", world.eshan)
    filing = make_household(world, at)
    with pytest.raises(OwnAffair):
        rescreen(filing=filing, values=SCREENED | {"on": date(2026, 11, 20)}, by=me.user, at=at)


def test_a_later_filing_takes_the_place_of_an_earlier(world, at):
    old = make_household(world, at, id_number=OTHER_ID)
    new = file_household(
        township=world.shuangjiang,
        acceptance=Acceptance(
            household_values(), [Part("visitor", "陈一"), Part("visitor", "陈二")], replaces=old
        ),
        by=world.users["hr_township"],
        at=at,
    )
    old.refresh_from_db()
    assert (old.state, new.replaces_id) == ("replaced", old.pk)
    assert [line.filing_id for line in KinshipMatch.objects.all()] == [new.pk]


def test_an_alert_is_closed_by_two_people(world, me, at):
    make_household(world, at)
    (alert,) = alerts()
    county, city = world.users["hr_county"], world.users["hr_city"]
    with pytest.raises(MovedOn):
        look_again(alert=alert, agreed=True, words="", by=city, at=at)
    with pytest.raises(OwnAffair):
        conclude_alert(alert=alert, conclusion="explained", words="x", by=me.user, at=at)
    conclude_alert(alert=alert, conclusion="explained", words="已核实", by=county, at=at)
    with pytest.raises(TwoPeople):
        look_again(alert=alert, agreed=True, words="同意", by=county, at=at)
    look_again(alert=alert, agreed=False, words="再查", by=city, at=at)
    conclude_alert(alert=alert, conclusion="corrected", words="已补报", by=county, at=at)
    done = look_again(alert=alert, agreed=True, words="同意", by=city, at=at)
    assert (done.state, done.closed_by) == ("closed", city)
    assert [step.kind for step in done.steps.all()] == [
        "concluded",
        "reopened",
        "concluded",
        "agreed",
    ]
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        KinshipAlert.objects.filter(pk=done.pk).update(conclusion="explained")


def test_late_declarations_are_reminded_once_and_settled_by_signing(world, me, at):
    late = find_late(at.date())
    assert {member.name for member in late} == {"王㛃", "李𬭎", "多·吉", "赵铁"}
    assert raise_late_declarations(members=late, at=at) == 4
    assert raise_late_declarations(members=late, at=at) == 0
    make_declared(me, at)
    assert KinshipAlert.objects.get(member=me).state == "settled"
    assert me not in find_late(at.date())
    assert me in find_late(at.date().replace(year=2027, day=24))


def test_a_change_of_post_is_due_within_thirty_days(world, me, at):
    make_declared(me, at - timedelta(days=60))
    Appointment.objects.filter(member=me).update(starts_on=at.date() - timedelta(days=31))
    assert raise_late_declarations(members=[me], at=at) == 1
    assert alerts()[0].kind == "post"


def test_unmasking_a_household_leaves_evidence_and_the_chains_hold(world, at):
    filing = make_household(world, at)
    whole = unmask_household(filing=filing, reason="核对", by=world.users["hr_county"], at=at)
    assert whole.id_number == ID_NUMBER
    kinds = EvidenceEntry.objects.filter(subject=filing.subject).values_list("kind", flat=True)
    assert list(kinds) == ["filed", "unmasked"]
    assert list(broken_chains()) == []
    assert "王大妹" not in str(list(EvidenceEntry.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kinship_householdfiling SET related = NOT related",
        "UPDATE kinship_householdfiling SET staff_name = 'x'",
        "DELETE FROM kinship_householdfiling",
        "UPDATE kinship_caseperson SET name = 'x'",
        "DELETE FROM kinship_kinshipalert",
        "UPDATE kinship_kinshipalert SET kind = 'post'",
    ],
)
def test_the_database_refuses_to_change_what_was_filed(world, at, statement):
    make_household(world, at)
    refused = pytest.raises(Exception, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_who_left_is_not_late(world, at):
    Member.objects.filter(name="赵铁").update(status="left", left_on=at.date())
    assert "赵铁" not in {member.name for member in find_late(at.date())}
