"""A declaration from the first line to the signature: rows, entries, holds, nothing half done."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cms.lib import chain
from cms.lib.crypto import lookup_hash
from evidence.engine.strokes import svg_path
from evidence.queries.chains import chain_of
from pledges.kinship.flows import declarations as flow
from pledges.kinship.flows.declarations import (
    MOST_TYPED,
    RELATIVE_FIELDS,
    Incomplete,
    NotDraft,
    freeze_words,
    keep_typed,
    note_failed_confirmation,
    remove_relative,
    sign_declaration,
    start_declaration,
    statement,
    text_of,
    typed_of,
    write_head,
    write_relative,
)
from pledges.kinship.models.declaration import (
    DeclarationSignature,
    NearRelative,
    NearRelativeDeclaration,
)
from pledges.kinship.queries.facts import digests, signed_data
from staff.models.standing import Credential
from tests.factories.kinship import ID_NUMBER, OTHER_ID, make_declared, make_draft, relative_values
from tests.factories.rounds import SIGNATURE
from tests.locks import HalfWay
from tests.rows import said

HELD = "kinship.NearRelativeDeclaration"


@pytest.fixture
def me(world):
    return world.members["staff"]


@pytest.fixture
def draft(me, at):
    return make_draft(me, at, {})


@pytest.fixture
def frozen(draft):
    return freeze_words(declaration=draft)


def press(declaration, at, **values):
    values = {"digest": declaration.digest, "drawn": SIGNATURE, "method": "password", **values}
    return sign_declaration(declaration=declaration, at=at, **values)


def last_entry(row) -> tuple:
    entry = chain_of(row.subject).order_by("seq").last()
    return entry.kind, entry.at, said(entry)


class TestBeginning:
    def test_the_first_one(self, me, at, holds):
        draft = start_declaration(member=me, at=at, entropy=lambda size: bytes(size))
        assert holds[0] == "staff.Member"
        draft.refresh_from_db()
        assert (draft.code, draft.year, draft.kind) == ("0000-0000-0000-0000", 2026, "first")
        assert draft.number == f"申报-530426001-2026-{me.staff_number}-1"
        assert (draft.created_at, draft.renews, draft.has_relatives) == (at, None, None)
        assert (draft.category, draft.phone) == ("", me.mobile)
        assert (draft.member_name, draft.organisation_name) == ("王㛃", "双江街道")
        assert (draft.post_name, draft.id_number) == (me.post.name, me.id_number)
        told = {"by": me.user_id, "number": draft.number}
        assert last_entry(draft) == ("drafted", at, told)

    def test_somebody_else_s_draft_is_not_gone_on_with(self, world, me, at):
        other = start_declaration(member=world.members["neighbour"], at=at)
        mine = start_declaration(member=me, at=at)
        assert mine != other
        assert mine.member == me

    def test_the_next_one_brings_all_of_the_last(self, me, at):
        last = make_declared(me, at, {}, {"id_number": OTHER_ID, "name": "王二妹"})
        draft = start_declaration(member=me, at=at + timedelta(days=330))
        assert (draft.renews, draft.kind, draft.status) == (last, "yearly", "draft")
        assert (draft.category, draft.phone) == ("township", "19908770009")
        assert draft.has_relatives is True
        names = [*RELATIVE_FIELDS, "series", "position", "id_number_hash"]
        copied = [[getattr(row, name) for name in names] for row in draft.relatives.all()]
        kept = [[getattr(row, name) for name in names] for row in last.relatives.all()]
        assert copied == kept
        assert not draft.relatives.filter(frozen=True).exists()
        assert last.relatives.filter(frozen=True).count() == 2

    @pytest.mark.parametrize(("days", "kind"), [(10, "change"), (303, "change"), (310, "yearly")])
    def test_ahead_of_its_time_it_says_that_something_changed(self, me, at, days, kind):
        make_declared(me, at)
        assert start_declaration(member=me, at=at + timedelta(days=days)).kind == kind

    def test_a_failure_half_way_begins_nothing(self, me, at, fails):
        fails("pledges.kinship.flows.declarations.record")
        with pytest.raises(HalfWay):
            start_declaration(member=me, at=at)
        assert not NearRelativeDeclaration.objects.exists()


class TestWriting:
    def test_the_head(self, draft, holds):
        keep_typed(declaration=draft, step="head", values={"phone": "1"})
        holds.clear()
        write_head(declaration=draft, category="county", phone="13900000000", has_relatives=False)
        assert holds == [HELD]
        draft.refresh_from_db()
        assert (draft.category, draft.phone, draft.has_relatives) == (
            "county",
            "13900000000",
            False,
        )
        assert (draft.typed, draft.relatives.count()) == ("", 1)

    def test_a_relative_with_every_field(self, me, at, holds):
        draft = make_draft(me, at)
        keep_typed(declaration=draft, step="relative", values={"name": "王"})
        holds.clear()
        values = relative_values(took_part=True, took_part_in="入户")
        row = write_relative(declaration=draft, values=values, entropy=lambda size: bytes(size))
        assert holds == [HELD]
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in RELATIVE_FIELDS} == values
        assert (row.position, row.series, row.frozen) == (1, "0000-0000-0000-0000", False)
        assert row.id_number_hash == lookup_hash("id_number", ID_NUMBER)
        draft.refresh_from_db()
        assert (draft.has_relatives, draft.typed) == (True, "")

    def test_a_changed_relative_keeps_place_and_series(self, draft):
        before = draft.relatives.get()
        values = relative_values(name="王三妹", id_number=OTHER_ID)
        write_relative(declaration=draft, values=values, position=1)
        row = draft.relatives.get()
        assert (row.pk, row.position, row.series) == (before.pk, 1, before.series)
        assert (row.name, row.id_number_hash) == ("王三妹", lookup_hash("id_number", OTHER_ID))

    def test_the_next_place_is_after_the_last_one(self, draft):
        write_relative(declaration=draft, values=relative_values(id_number=OTHER_ID))
        remove_relative(declaration=draft, position=1)
        remove_relative(declaration=draft, position=1)
        row = write_relative(declaration=draft, values=relative_values())
        assert [one.position for one in draft.relatives.all()] == [2, 3]
        assert row.position == 3

    def test_taking_off_holds_the_draft_and_leaves_other_drafts(self, world, draft, at, holds):
        other = make_draft(world.members["neighbour"], at, {})
        holds.clear()
        remove_relative(declaration=draft, position=1)
        assert holds == [HELD]
        assert (draft.relatives.count(), other.relatives.count()) == (0, 1)

    @pytest.mark.parametrize("last", ["save", "series"])
    def test_a_failure_half_way_writes_no_relative(self, me, at, monkeypatch, fails, last):
        draft = make_draft(me, at)
        fails("pledges.kinship.models.declaration.NearRelativeDeclaration.save")
        with pytest.raises(HalfWay):
            write_relative(declaration=draft, values=relative_values())
        assert not NearRelative.objects.exists()


class TestHalfTyped:
    def test_it_comes_back_in_its_own_step_alone(self, draft, holds):
        keep_typed(declaration=draft, step="head", values={"phone": "139"})
        assert holds == [HELD]
        draft.refresh_from_db()
        assert typed_of(draft, "head") == {"phone": "139"}
        assert typed_of(draft, "relative") == {}
        assert "139" in draft.typed

    def test_names_are_kept_as_they_are_written(self, draft):
        keep_typed(declaration=draft, step="head", values={"name": "王㛃"})
        draft.refresh_from_db()
        assert "王㛃" in draft.typed

    def test_more_than_fits_is_not_kept_by_halves(self, draft):
        frame = len('{"step": "s", "values": {"a": ""}}')
        for length, kept in ((MOST_TYPED - frame, True), (MOST_TYPED - frame + 1, False)):
            keep_typed(declaration=draft, step="s", values={"a": "x" * length})
            draft.refresh_from_db()
            assert bool(draft.typed) is kept
        assert MOST_TYPED == 4000

    def test_nothing_typed_is_nothing(self, me, at):
        assert typed_of(start_declaration(member=me, at=at), "head") == {}


class TestFreezing:
    def test_the_words_are_those_of_the_rows(self, draft, holds):
        frozen = freeze_words(declaration=draft)
        assert holds[0] == HELD
        frozen.refresh_from_db()
        assert frozen.text == text_of(frozen)
        assert "王大妹" in frozen.text
        assert len(frozen.digest) == 64

    def test_who_has_none_says_so_whatever_rows_are_left(self, draft):
        values = {"category": "township", "phone": "13900000000"}
        write_head(declaration=draft, has_relatives=False, **values)
        frozen = freeze_words(declaration=draft)
        assert "零报告" in frozen.text
        assert "王大妹" not in frozen.text

    @pytest.mark.parametrize(
        "head",
        [
            {"has_relatives": None},
            {"category": ""},
            {"phone": ""},
        ],
    )
    def test_a_head_by_halves_is_none(self, draft, head):
        NearRelativeDeclaration.objects.filter(pk=draft.pk).update(**head)
        with pytest.raises(Incomplete):
            freeze_words(declaration=draft)

    def test_relatives_that_are_not_named_are_missing(self, draft):
        draft.relatives.all().delete()
        with pytest.raises(Incomplete):
            freeze_words(declaration=draft)

    def test_name_unit_and_post_are_those_of_the_day(self, world, me, draft):
        me.organisation, me.name = world.xiaojie, "王㛃㛃"
        me.save()
        frozen = freeze_words(declaration=draft)
        assert (frozen.organisation_name, frozen.member_name) == ("小街街道", "王㛃㛃")
        assert "小街街道" in frozen.text


class TestSigning:
    def test_row_signature_and_entry(self, frozen, at):
        assertion = {"id": "key", "signature": "ab"}
        signed = press(frozen, at, method="passkey", assertion=assertion)
        signed.refresh_from_db()
        assert (signed.status, signed.signed_at, signed.is_current) == ("signed", at, True)
        assert (signed.promised, signed.typed) == (True, "")
        row = DeclarationSignature.objects.get()
        assert (row.declaration, row.method, row.at) == (signed, "passkey", at)
        assert (row.strokes, row.path) == (SIGNATURE.as_data(), svg_path(SIGNATURE))
        assert row.assertion == assertion
        said = signed_data(signed, SIGNATURE.as_data(), "passkey", 1)
        said["assertion"] = chain.digest(chain.canonical(assertion))
        assert last_entry(signed) == ("signed", at, said)

    def test_without_a_passkey_the_entry_speaks_of_none(self, frozen, at):
        signed = press(frozen, at)
        assert "assertion" not in last_entry(signed)[2]
        assert DeclarationSignature.objects.get().assertion is None

    def test_the_fact_on_the_person(self, me, frozen, at):
        signed = press(frozen, at)
        fact = Credential.objects.get()
        assert (fact.member, fact.kind, fact.code) == (me, "pledge", "declaration")
        assert fact.source == f"declaration:{signed.pk}"
        assert fact.title == "近亲属享受社会救助情况申报表（2026年11月23日）"
        end = datetime(2027, 11, 23, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
        assert (fact.earned_at, fact.expires_at) == (at, end)

    def test_relatives_are_fixed_and_those_of_others_are_not(self, world, frozen, at):
        other = make_draft(world.members["neighbour"], at, {})
        press(frozen, at)
        assert frozen.relatives.get().frozen
        assert not other.relatives.get().frozen
        for change in (
            lambda: write_relative(declaration=frozen, values=relative_values()),
            lambda: remove_relative(declaration=frozen, position=1),
            lambda: keep_typed(declaration=frozen, step="s", values={}),
            lambda: freeze_words(declaration=frozen),
        ):
            with pytest.raises(NotDraft):
                change()

    def test_rows_left_behind_a_nil_return_go(self, draft, at):
        values = {"category": "township", "phone": "13900000000"}
        write_head(declaration=draft, has_relatives=False, **values)
        signed = press(freeze_words(declaration=draft), at)
        assert signed.relatives.count() == 0

    def test_the_one_before_counts_no_more_and_nobody_else_s(self, world, me, at):
        other = make_declared(world.members["neighbour"], at)
        first, second = (make_declared(me, at + timedelta(days=n)) for n in (0, 1))
        current = dict(NearRelativeDeclaration.objects.values_list("pk", "is_current"))
        assert current == {other.pk: True, first.pk: False, second.pk: True}

    def test_households_of_both_declarations_are_compared_anew(self, me, at, monkeypatch):
        make_declared(me, at, {})
        seen = []
        monkeypatch.setattr(flow, "compare_households", lambda **values: seen.append(values))
        later = at + timedelta(days=1)
        draft = start_declaration(member=me, at=later)
        write_relative(declaration=draft, values=relative_values(id_number=OTHER_ID), position=1)
        press(freeze_words(declaration=draft), later)
        both = {lookup_hash("id_number", number) for number in (ID_NUMBER, OTHER_ID)}
        assert seen == [{"hashes": both, "at": later}]

    def test_reminders_are_settled(self, frozen, at, monkeypatch):
        seen = []
        monkeypatch.setattr(flow, "settle_reminders", lambda **values: seen.append(values))
        signed = press(frozen, at)
        assert seen == [{"declaration": signed, "at": at}]

    def test_the_declaration_is_held(self, frozen, at, holds):
        press(frozen, at)
        assert holds[0] == HELD

    @pytest.mark.parametrize("last", ["record", "grant_credential", "compare_households"])
    def test_a_failure_half_way_signs_nothing(self, frozen, at, fails, last):
        fails(f"pledges.kinship.flows.declarations.{last}")
        with pytest.raises(HalfWay):
            press(frozen, at)
        frozen.refresh_from_db()
        assert (frozen.status, frozen.signed_at) == ("draft", None)
        assert not DeclarationSignature.objects.exists()
        assert not frozen.relatives.filter(frozen=True).exists()


def test_a_failed_confirmation_is_evidence(draft, at, holds):
    note_failed_confirmation(declaration=draft, reason="wrong_password", at=at)
    assert holds == [HELD]
    assert last_entry(draft) == ("confirm_failed", at, {"reason": "wrong_password"})


def test_what_a_passkey_signs(world, frozen):
    by = world.users["staff"]
    assert statement(declaration=frozen, by=by) == {
        "declaration": frozen.code,
        **digests(frozen),
        "user": by.pk,
    }
