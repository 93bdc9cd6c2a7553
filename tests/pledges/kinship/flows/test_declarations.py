from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cms.lib.errors import MovedOn, TwoPeople
from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import broken_chains
from pledges.kinship.flows.declarations import (
    Incomplete,
    NotDraft,
    NotYourself,
    SameRelative,
    WordsChanged,
    freeze_words,
    keep_typed,
    remove_relative,
    sign_declaration,
    start_declaration,
    statement,
    typed_of,
    write_head,
    write_relative,
)
from pledges.kinship.flows.matching import OwnAffair
from pledges.kinship.flows.review import (
    conclude,
    give_opinion,
    note_reading,
    unmask_declaration,
)
from pledges.kinship.models.declaration import NearRelative, NearRelativeDeclaration
from pledges.kinship.queries.relatives import last_signed
from staff.models.standing import Credential
from tests.factories.kinship import (
    ID_NUMBER,
    OTHER_ID,
    make_declared,
    make_draft,
    relative_values,
)
from tests.factories.rounds import SIGNATURE


@pytest.fixture
def me(world):
    return world.members["staff"]


def kinds(row) -> list[str]:
    return list(EvidenceEntry.objects.filter(subject=row.subject).values_list("kind", flat=True))


def test_a_nil_return_is_a_signed_statement(me, at):
    signed = make_declared(me, at)
    assert (signed.status, signed.is_nil, signed.promised, signed.is_current) == (
        "signed",
        True,
        True,
        True,
    )
    assert "零报告" in signed.text
    assert kinds(signed) == ["drafted", "signed"]
    earned = Credential.objects.get(member=me, code="declaration")
    assert earned.expires_at > at + timedelta(days=364)


def test_there_is_one_draft_and_it_is_kept(me, at):
    first = start_declaration(member=me, at=at)
    assert start_declaration(member=me, at=at + timedelta(days=1)).pk == first.pk
    assert first.kind == "first"


def test_signed_twice_is_signed_once(me, at):
    draft = freeze_words(declaration=make_draft(me, at, {}))
    for minutes in (0, 1):
        sign_declaration(
            declaration=draft,
            digest=draft.digest,
            drawn=SIGNATURE,
            method="password",
            at=at + timedelta(minutes=minutes),
        )
    assert NearRelativeDeclaration.objects.get().signed_at == at
    assert kinds(draft).count("signed") == 1
    assert Credential.objects.filter(code="declaration").count() == 1


def test_nothing_is_signed_that_was_not_read(me, at):
    draft = freeze_words(declaration=make_draft(me, at, {}))
    write_relative(declaration=draft, position=1, values=relative_values(people=5))
    with pytest.raises(WordsChanged):
        sign_declaration(
            declaration=draft, digest=draft.digest, drawn=SIGNATURE, method="password", at=at
        )
    assert NearRelativeDeclaration.objects.get().is_draft


def test_a_passkey_signs_the_digest_that_the_chain_records(world, me, at):
    draft = freeze_words(declaration=make_draft(me, at, {}))
    words = statement(declaration=draft, by=world.users["staff"])
    sign_declaration(
        declaration=draft, digest=draft.digest, drawn=SIGNATURE, method="passkey", at=at
    )
    recorded = EvidenceEntry.objects.get(subject=draft.subject, kind="signed").payload
    assert words == {
        "declaration": draft.code,
        "text": recorded["text"],
        "user": world.users["staff"].pk,
    }


def test_a_yes_without_relatives_is_incomplete(me, at):
    draft = make_draft(me, at, related=True)
    with pytest.raises(Incomplete):
        freeze_words(declaration=draft)


def test_relatives_are_added_changed_and_taken_off_one_at_a_time(me, at):
    draft = start_declaration(member=me, at=at)
    one = write_relative(declaration=draft, values=relative_values())
    write_relative(declaration=draft, values=relative_values(id_number=OTHER_ID, name="王·二"))
    with pytest.raises(SameRelative):
        write_relative(declaration=draft, values=relative_values(id_number=OTHER_ID))
    changed = write_relative(
        declaration=draft, position=1, values=relative_values(monthly=Decimal("500.50"))
    )
    assert (changed.pk, changed.series, changed.monthly) == (one.pk, one.series, Decimal("500.50"))
    remove_relative(declaration=draft, position=1)
    remove_relative(declaration=draft, position=1)
    assert [row.name for row in draft.relatives.all()] == ["王·二"]


def test_ones_own_number_is_no_relative(me, at):
    from cms.lib.crypto import lookup_hash

    me.id_number, me.id_number_hash = ID_NUMBER, lookup_hash("id_number", ID_NUMBER)
    me.save()
    with pytest.raises(NotYourself):
        write_relative(declaration=start_declaration(member=me, at=at), values=relative_values())


def test_half_typed_words_are_kept_for_their_step_and_encrypted(me, at):
    draft = start_declaration(member=me, at=at)
    keep_typed(declaration=draft, step="relative-new", values={"name": "王·大妹"})
    draft.refresh_from_db()
    assert typed_of(draft, "relative-new") == {"name": "王·大妹"}
    assert typed_of(draft, "about") == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed, text FROM kinship_nearrelativedeclaration")
        assert "大妹" not in "".join(cursor.fetchone())
    signed = make_declared(me, at)
    assert signed.typed == ""
    with pytest.raises(NotDraft):
        keep_typed(declaration=signed, step="about", values={})


def test_numbers_are_encrypted_and_hashed(me, at):
    make_declared(me, at, {})
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, id_number_hash, lives_at FROM kinship_nearrelative")
        number, hashed, lives = cursor.fetchone()
    assert ID_NUMBER not in number
    assert len(hashed) == 64
    assert "大营" not in lives
    assert ID_NUMBER not in str(list(EvidenceEntry.objects.values_list("payload", flat=True)))


def test_the_next_one_begins_with_the_last(me, at):
    old = make_declared(me, at, {})
    draft = start_declaration(member=me, at=at + timedelta(days=350))
    assert (draft.kind, draft.renews_id, draft.has_relatives) == ("yearly", old.pk, True)
    row = draft.relatives.get()
    assert (row.series, row.id_number, row.frozen) == (
        old.relatives.get().series,
        ID_NUMBER,
        False,
    )
    assert start_declaration(member=me, at=at).kind == "yearly"


def test_an_early_one_is_a_change(me, at):
    make_declared(me, at)
    assert start_declaration(member=me, at=at + timedelta(days=20)).kind == "change"


def test_a_newer_one_takes_the_place_of_the_older(me, at):
    old = make_declared(me, at, {})
    new = make_declared(me, at + timedelta(days=20))
    old.refresh_from_db()
    assert (old.is_current, new.is_current) == (False, True)
    assert old.relatives.count() == 1
    assert new.relatives.count() == 0


def test_a_number_is_never_given_out_twice(me, at):
    """1 and 3 stand: a count of the rows would give 3 once more."""
    first = make_declared(me, at)
    head = first.number.removesuffix("1")
    draft = make_draft(me, at + timedelta(days=1))
    assert draft.number == f"{head}2"
    NearRelativeDeclaration.objects.filter(pk=draft.pk).update(number=f"{head}3")
    assert make_declared(me, at + timedelta(days=1)).number == f"{head}3"
    assert make_declared(me, at + timedelta(days=2)).number == f"{head}4"


def test_numbers_begin_anew_every_year(me, at):
    first = make_declared(me, at)
    later = make_declared(me, at + timedelta(days=400))
    assert later.number == first.number.replace("-2026-", "-2027-")


def test_opinion_then_conclusion_by_two_people(world, me, at):
    signed = make_declared(me, at)
    county, township = world.users["hr_county"], world.users["hr_township"]
    with pytest.raises(MovedOn):
        conclude(declaration=signed, result="filed", words="同意", by=county, at=at)
    reviewed = give_opinion(declaration=signed, words="情况属实", by=township, at=at)
    with pytest.raises(TwoPeople):
        conclude(declaration=reviewed, result="filed", words="同意", by=township, at=at)
    done = conclude(declaration=reviewed, result="focus", words="重点核查", by=county, at=at)
    assert done.status == "focus"
    assert kinds(done) == ["drafted", "signed", "opinion_given", "concluded"]
    assert [step.by_name for step in done.steps.all()] == ["hr_township", "hr_county"]


def test_nobody_judges_the_own_declaration(me, at):
    with pytest.raises(OwnAffair):
        give_opinion(declaration=make_declared(me, at), words="属实", by=me.user, at=at)


def test_sent_back_counts_no_more_and_the_one_before_counts_again(world, me, at):
    old = make_declared(me, at)
    new = make_declared(me, at + timedelta(days=1), {})
    give_opinion(declaration=new, words="属实", by=world.users["hr_township"], at=at)
    conclude(declaration=new, result="returned", words="补充", by=world.users["hr_county"], at=at)
    assert last_signed(me).pk == old.pk
    standing = Credential.objects.filter(member=me).standing(at + timedelta(days=2))
    assert [row.source for row in standing] == [f"declaration:{old.pk}"]


def test_reading_and_unmasking_leave_evidence(world, me, at):
    signed = make_declared(me, at, {})
    note_reading(declaration=signed, by=me.user, at=at)
    note_reading(declaration=signed, by=world.users["hr_county"], at=at)
    whole = unmask_declaration(
        declaration=signed, reason="核对", by=world.users["hr_county"], at=at
    )
    assert whole.relatives[0].id_number == ID_NUMBER
    assert kinds(signed)[2:] == ["read", "unmasked"]
    assert list(broken_chains()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kinship_nearrelativedeclaration SET has_relatives = NULL",
        "UPDATE kinship_nearrelativedeclaration SET digest = 'x'",
        "UPDATE kinship_nearrelative SET monthly = 1",
        "DELETE FROM kinship_nearrelative",
        "DELETE FROM kinship_nearrelativedeclaration",
        "UPDATE kinship_declarationsignature SET path = ''",
        "DELETE FROM kinship_declarationsignature",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(me, at, statement):
    make_declared(me, at, {})
    refused = pytest.raises(Exception, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_draft_can_still_be_thrown_about(me, at):
    draft = make_draft(me, at, {})
    NearRelative.objects.all().delete()
    write_head(declaration=draft, category="county", phone="1", has_relatives=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        NearRelativeDeclaration.objects.update(status="signed")
