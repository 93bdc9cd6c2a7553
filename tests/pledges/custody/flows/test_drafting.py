"""An agreement before it is in force: what its row, its chain and the log say."""

from datetime import date, timedelta

import pytest
from wagtail.models import ModelLogEntry

from cms.lib.crypto import lookup_hash
from cms.lib.errors import MovedOn, ReasonMissing, TwoPeople
from evidence.models.stored import FileWait
from evidence.queries.chains import chain_of
from pledges.custody.engine import agreement as custody
from pledges.custody.flows.agreements import (
    SupervisorRelated,
    change_agreement,
    draft_agreement,
    start_signing,
    void_agreement,
)
from pledges.custody.models.agreement import FORM, CustodyAgreement
from pledges.custody.queries.facts import text_values
from tests.factories.custody import ID_NUMBER, custody_values, make_active, make_draft, make_signing
from tests.locks import HalfWay
from tests.pledges.custody.flows.test_signing import link_for
from tests.rows import said

OTHER_ID = "53042619600101001X"


@pytest.fixture
def clerk(world):
    return world.users["hr_township"]


def last_entry(agreement) -> tuple:
    entry = chain_of(agreement.subject).order_by("seq").last()
    return entry.kind, entry.at, said(entry)


SAME_PEOPLE = [
    {"custodian_name": "李家顺"},
    {"supervisor_name": "李家顺"},
    {"supervisor_name": "陈守信"},
]


class TestDrafting:
    def test_row_and_entry(self, world, clerk, at):
        renewed = make_active(world, at)
        draft = draft_agreement(
            township=world.shuangjiang,
            values=custody_values(),
            by=clerk,
            at=at,
            renews=renewed,
            entropy=lambda size: bytes(size),
        )
        draft.refresh_from_db()
        assert (draft.status, draft.clerk, draft.created_at) == ("draft", clerk, at)
        assert (draft.code, draft.renews) == ("0000-0000-0000-0000", renewed)
        assert draft.person_id_hash == lookup_hash("id_number", ID_NUMBER)
        told = {"by": clerk.pk, "number": draft.number}
        assert last_entry(draft) == ("drafted", at, told)

    def test_numbers_are_of_the_township_and_the_year(self, world, at):
        first, second = (make_draft(world, at) for _ in range(2))
        elsewhere = make_draft(world, at, place=world.xiaojie)
        assert [row.number for row in (first, second, elsewhere)] == [
            "代管-530426001-2026-0001",
            "代管-530426001-2026-0002",
            "代管-530426002-2026-0001",
        ]

    def test_the_township_is_held_while_a_number_is_given_out(self, world, at, holds):
        make_draft(world, at)
        assert holds[0] == "staff.Organisation"

    @pytest.mark.parametrize("same", SAME_PEOPLE)
    def test_three_people_are_three(self, world, at, same):
        with pytest.raises(TwoPeople):
            make_draft(world, at, **same)

    def test_a_failure_half_way_drafts_nothing(self, world, at, fails):
        fails("pledges.custody.flows.agreements.record")
        with pytest.raises(HalfWay):
            make_draft(world, at)
        assert not CustodyAgreement.objects.exists()


class TestChanging:
    def change(self, draft, clerk, at, **values):
        return change_agreement(agreement=draft, values=custody_values(**values), by=clerk, at=at)

    def test_row_and_entry(self, world, clerk, at):
        draft, later = make_draft(world, at), at + timedelta(hours=1)
        self.change(draft, clerk, later, custodian_name="别人", person_id_number=OTHER_ID)
        draft.refresh_from_db()
        assert (draft.custodian_name, draft.person_id_number) == ("别人", OTHER_ID)
        assert draft.person_id_hash == lookup_hash("id_number", OTHER_ID)
        assert last_entry(draft) == ("changed", later, {"by": clerk.pk})

    @pytest.mark.parametrize("same", SAME_PEOPLE)
    def test_three_people_are_three(self, world, clerk, at, same):
        draft = make_draft(world, at)
        with pytest.raises(TwoPeople):
            self.change(draft, clerk, at, **same)

    def test_the_draft_is_held(self, world, clerk, at, holds):
        draft = make_draft(world, at)
        holds.clear()
        self.change(draft, clerk, at)
        assert holds[0] == "custody.CustodyAgreement"

    def test_a_failure_half_way_changes_nothing(self, world, clerk, at, fails):
        draft = make_draft(world, at)
        fails("pledges.custody.flows.agreements.record")
        with pytest.raises(HalfWay):
            self.change(draft, clerk, at, custodian_name="别人")
        draft.refresh_from_db()
        assert draft.custodian_name == "陈守信"


class TestFreezing:
    def test_row_entry_and_the_form_to_print(self, world, clerk, at):
        later = at + timedelta(hours=1)
        frozen = start_signing(agreement=make_draft(world, at), by=clerk, at=later)
        frozen.refresh_from_db()
        assert (frozen.status, frozen.text_version) == ("signing", 1)
        assert frozen.text == custody.fill_custody(text_values(frozen), 1)
        assert frozen.digest == custody.text_digest(frozen.text)
        told = {"by": clerk.pk, "text": frozen.digest}
        assert last_entry(frozen) == ("frozen", later, told)
        wait = FileWait.objects.get(subject=frozen.subject)
        assert (wait.kind, wait.since) == (FORM, later)

    def test_the_version_of_the_words_is_the_present_one(self, world, clerk, at):
        draft = make_draft(world, at)
        CustodyAgreement.objects.filter(pk=draft.pk).update(text_version=9)
        assert start_signing(agreement=draft, by=clerk, at=at).text_version == 1

    def test_not_with_a_relative_as_supervisor_and_not_twice(self, world, clerk, at):
        draft = make_draft(world, at, supervisor_unrelated=False)
        with pytest.raises(SupervisorRelated):
            start_signing(agreement=draft, by=clerk, at=at)
        with pytest.raises(MovedOn):
            start_signing(agreement=make_signing(world, at), by=clerk, at=at)

    def test_the_draft_is_held(self, world, clerk, at, holds):
        draft = make_draft(world, at)
        holds.clear()
        start_signing(agreement=draft, by=clerk, at=at)
        assert holds[0] == "custody.CustodyAgreement"

    @pytest.mark.parametrize("last", ["record", "expect_file"])
    def test_a_failure_half_way_freezes_nothing(self, world, clerk, at, fails, last):
        draft = make_draft(world, at)
        fails(f"pledges.custody.flows.agreements.{last}")
        with pytest.raises(HalfWay):
            start_signing(agreement=draft, by=clerk, at=at)
        draft.refresh_from_db()
        assert (draft.status, draft.digest) == ("draft", "")


class TestGivingUp:
    def give_up(self, agreement, clerk, at, reason=" 换代管人 "):
        return void_agreement(agreement=agreement, reason=reason, by=clerk, at=at)

    def test_row_entry_log_and_links(self, world, clerk, at):
        agreement, later = make_signing(world, at), at + timedelta(days=1)
        used = link_for(agreement, world, at, used_at=at)
        waiting = link_for(agreement, world, at)
        elsewhere = link_for(make_signing(world, at, place=world.xiaojie), world, at)
        self.give_up(agreement, clerk, later)
        agreement.refresh_from_db()
        ended = (agreement.status, agreement.ended_at, agreement.ended_by, agreement.end_reason)
        assert ended == ("void", later, clerk, "换代管人")
        told = {"by": clerk.pk, "reason": "换代管人"}
        assert last_entry(agreement) == ("voided", later, told)
        entry = ModelLogEntry.objects.get(action="custody.void_agreement")
        assert (entry.user, entry.data) == (clerk, {"reason": "换代管人"})
        for link, end in ((used, None), (waiting, later), (elsewhere, None)):
            link.refresh_from_db()
            assert link.cancelled_at == end

    def test_a_draft_may_be_given_up_and_what_is_in_force_may_not(self, world, clerk, at):
        assert self.give_up(make_draft(world, at), clerk, at).status == "void"
        with pytest.raises(MovedOn):
            self.give_up(make_active(world, at), clerk, at)
        with pytest.raises(ReasonMissing):
            self.give_up(make_draft(world, at), clerk, at, reason=" ")

    def test_it_is_held(self, world, clerk, at, holds):
        draft = make_draft(world, at)
        holds.clear()
        self.give_up(draft, clerk, at)
        assert holds[0] == "custody.CustodyAgreement"

    def test_a_failure_half_way_gives_up_nothing(self, world, clerk, at, fails):
        draft = make_draft(world, at)
        fails("pledges.custody.flows.agreements.log")
        with pytest.raises(HalfWay):
            self.give_up(draft, clerk, at)
        draft.refresh_from_db()
        assert (draft.status, draft.ended_at) == ("draft", None)


def test_a_year_of_numbers_ends_by_the_day_of_yuxi(world, at):
    new_year = at.replace(year=2027, month=1, day=1, hour=1)  # in UTC still the year before
    assert make_draft(world, new_year).number == "代管-530426001-2027-0001"
    assert date(2027, 1, 1) == new_year.date()
