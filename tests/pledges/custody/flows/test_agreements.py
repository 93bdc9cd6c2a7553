"""A custody agreement from draft to hand-over, and what refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cms.lib.errors import MovedOn, TwoPeople
from evidence.flows.files import make_file
from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import broken_chains
from pledges.custody.engine.agreement import Party
from pledges.custody.flows import documents as custody_documents
from pledges.custody.flows.agreements import NotDraft, change_agreement, void_agreement
from pledges.custody.flows.checks import (
    CheckDay,
    DifferenceUnexplained,
    FindingsOpen,
    Handover,
    end_agreement,
    record_check,
    record_recheck,
)
from pledges.custody.flows.registers import export_custody, unmask_agreement
from pledges.custody.flows.signing import (
    Ceremony,
    IdentityUnseen,
    NotYourTurn,
    SameStrokes,
    TextUnread,
    WitnessesMissing,
    sign_agreement,
)
from pledges.custody.models.agreement import CustodyAgreement
from pledges.custody.models.signing import CustodySignature
from tests.casts import build_world
from tests.evidence.signed import small_pdf
from tests.factories.custody import (
    ID_NUMBER,
    custody_values,
    hand_of,
    make_active,
    make_draft,
    make_signing,
    second_hr,
    sign_as,
)
from tests.factories.rounds import SIGNATURE


def kinds(agreement) -> list[str]:
    entries = EvidenceEntry.objects.filter(subject=agreement.subject)
    return list(entries.order_by("seq").values_list("kind", flat=True))


def check_values(**values) -> dict:
    ratings = dict.fromkeys(("food", "clothing", "housing", "health", "surroundings"), "good")
    return {
        "on": date(2026, 11, 20),
        "first_checker": "王㛃",
        "second_checker": "李𬭎",
        "ledger_complete": True,
        "receipts_complete": True,
        "income": Decimal("480.00"),
        "expense": Decimal("180.00"),
        "actual": Decimal("400.00"),
        "explanation": "",
        **ratings,
        "opinion": "",
        "problem": "",
        "rectify_by": None,
        **values,
    }


def test_all_sign_and_it_is_in_force(world, at):
    agreement = make_active(world, at)
    assert agreement.status == "active"
    assert agreement.next_check_on == date(2027, 5, 23)
    assert kinds(agreement) == ["drafted", "frozen", *["signed"] * 4, "in_force"]
    assert list(broken_chains()) == []


def test_the_township_waits_for_the_others(world, at):
    agreement = make_signing(world, at)
    with pytest.raises(NotYourTurn):
        sign_as(world, agreement, "township", at)


@pytest.mark.parametrize(
    ("refusal", "values"),
    [
        (IdentityUnseen, {"id_seen": False}),
        (TextUnread, {"digest": "0" * 64}),
        (WitnessesMissing, {"is_mark": True, "witnesses": ["张三"]}),
        (WitnessesMissing, {"is_mark": True, "witnesses": ["张三", "张三"]}),
        (WitnessesMissing, {"is_mark": True, "witnesses": ["张三", "陈守信"]}),
    ],
)
def test_a_refused_signature_leaves_nothing(world, at, refusal, values):
    agreement = make_signing(world, at)
    with pytest.raises(refusal):
        sign_as(world, agreement, "person", at, **values)
    assert not agreement.signatures.exists()
    assert kinds(agreement) == ["drafted", "frozen"]


def test_a_signature_sent_twice_is_one(world, at):
    agreement = make_signing(world, at)
    sign_as(world, agreement, "custodian", at)
    sign_as(world, agreement, "custodian", at + timedelta(seconds=9))
    assert [row.at for row in agreement.signatures.all()] == [at]


def test_the_text_is_fixed_once_signing_began(world, at):
    agreement = make_signing(world, at)
    with pytest.raises(NotDraft):
        change_agreement(
            agreement=agreement, values=custody_values(), by=world.users["hr_township"], at=at
        )
    for field in ({"custodian_name": "别人"}, {"monthly": 9}, {"digest": "f" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            CustodyAgreement.objects.filter(pk=agreement.pk).update(**field)


def test_a_guardian_is_needed_where_capacity_is_limited(world, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_draft(world, at, capacity="none")


def test_staff_need_an_agreement_with_the_family(world, at):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_draft(world, at, custodian_is_official=True)


def test_personal_numbers_are_encrypted_and_shown_against_a_reason(world, at):
    agreement = make_signing(world, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id_number, text FROM custody_custodyagreement")
        stored = "".join(cursor.fetchone())
    assert ID_NUMBER not in stored
    assert "陈守信" not in stored
    by = world.users["inspector"]
    whole = unmask_agreement(agreement=agreement, reason="抽查核对", by=by, at=at)
    assert whole.person_id_number == ID_NUMBER
    assert EvidenceEntry.objects.get(kind="unmasked").payload["reason"] == "抽查核对"


def test_void_keeps_what_was_signed(world, at):
    agreement = make_signing(world, at)
    sign_as(world, agreement, "custodian", at)
    by = world.users["hr_township"]
    void_agreement(agreement=agreement, reason="换代管人", by=by, at=at)
    with pytest.raises(MovedOn):
        sign_as(world, agreement, "person", at)
    assert agreement.signatures.count() == 1


# --- Checks and the end


@pytest.fixture
def active(world, at):
    return make_active(world, at - timedelta(days=30))


def check(world, agreement, at, **values):
    by = world.users["hr_township"]
    return record_check(agreement=agreement, values=check_values(**values), by=by, at=at)


def test_the_expected_balance_is_worked_out(world, at, active):
    made = check(world, active, at)
    assert (made.previous, made.expected, made.difference) == (100, 400, 0)
    active.refresh_from_db()
    assert active.next_check_on == date(2027, 5, 20)


def test_a_difference_needs_an_explanation(world, at, active):
    with pytest.raises(DifferenceUnexplained):
        check(world, active, at, actual=Decimal("380.00"))
    made = check(world, active, at, actual=Decimal("380.00"), explanation="少记一笔")
    assert made.difference == -20


@pytest.mark.parametrize(
    ("refusal", "values"),
    [
        (TwoPeople, {"second_checker": "王㛃"}),
        (CheckDay, {"on": date(2026, 11, 24)}),
        (CheckDay, {"on": date(2026, 4, 30)}),
    ],
)
def test_what_no_check_is(world, at, active, refusal, values):
    with pytest.raises(refusal):
        check(world, active, at, **values)
    assert not active.checks.exists()


def test_a_problem_is_open_until_the_recheck_and_holds_up_the_end(world, at, active):
    by = world.users["hr_township"]
    made = check(world, active, at, problem="票据不齐", rectify_by=date(2026, 12, 5))
    handover = Handover(date(2026, 11, 23), Decimal("400.00"), "存折一本", "李家顺", SIGNATURE)
    values = {"agreement": active, "reason": "入住机构", "handover": handover, "by": by, "at": at}
    with pytest.raises(FindingsOpen):
        end_agreement(**values)
    record_recheck(check=made, on=date(2026, 11, 23), result="已补齐", by=by, at=at)
    for _ in range(2):
        ended = end_agreement(**values)
    assert ended.status == "ended"
    assert kinds(active)[-3:] == ["checked", "rechecked", "ended"]
    with pytest.raises(DatabaseError), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(actual=0)


def test_the_register_is_masked_and_leaves_a_trace(world, at, active):
    rows = CustodyAgreement.objects.all()
    values = {"agreements": rows, "unit": world.city, "by": world.users["hr_city"], "at": at}
    exported = export_custody(**values)
    assert exported.data[:2] == b"PK"
    assert exported.rows == rows.count()
    assert kinds(active)[-1] == "exported"


def test_the_register_ends_where_the_reach_of_who_takes_it_ends(world, at, active):
    """Whatever rows the page hands over."""
    rows, user = CustodyAgreement.objects.all(), world.users["hr_other"]
    assert export_custody(agreements=rows, unit=world.xinping, by=user, at=at).rows == 0
    assert kinds(active)[-1] != "exported"


def test_the_pdf_is_made_once(world, at, active, monkeypatch, settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path)
    monkeypatch.setattr(
        custody_documents, "render_custody", lambda row, kind, files=(): small_pdf(kind)
    )
    monkeypatch.setattr(custody_documents.pdf, "renderer", lambda data: "test 1.0")
    first, second = (make_file(subject=active.subject, kind="signed", at=at) for _ in range(2))
    assert first == second
    assert kinds(active).count("sealed") == 1


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_signature(at, monkeypatch):
    monkeypatch.setattr("evidence.flows.files.enqueue", lambda *args, **ids: None)
    world = build_world()
    agreement = make_signing(world, at)

    def run(_number):
        try:
            return sign_as(world, agreement, "custodian", at)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(run, range(4)))
    assert len(answers) == 4
    assert CustodySignature.objects.count() == 1
    assert list(broken_chains()) == []


class TestHands:
    def test_the_same_strokes_are_no_second_signature(self, world, at):
        agreement = make_signing(world, at)
        sign_as(world, agreement, "custodian", at)
        with pytest.raises(SameStrokes):
            sign_as(world, agreement, "person", at, drawn=hand_of("custodian"))
        assert agreement.signatures.count() == 1

    def test_the_township_is_never_signed_for_by_who_was_the_clerk_for_all_others(self, world, at):
        agreement = make_signing(world, at)
        for party in agreement.parties[:3]:
            sign_as(world, agreement, party, at)
        ceremony = Ceremony(drawn=hand_of("township"), digest=agreement.digest)
        sign = {"agreement": agreement, "party": Party("township"), "ceremony": ceremony, "at": at}
        with pytest.raises(TwoPeople):
            sign_agreement(**sign, host=world.users["hr_township"])
        second_hr(agreement.township)
        with pytest.raises(TwoPeople):  # its own HR, while there is another
            sign_agreement(**sign, host=world.users["hr_county"])
        assert sign_agreement(**sign, host=second_hr(agreement.township)).is_active

    def test_the_county_stands_in_where_the_township_has_nobody_else(self, world, at):
        agreement = make_signing(world, at)
        for party in agreement.parties[:3]:
            sign_as(world, agreement, party, at)
        ceremony = Ceremony(drawn=hand_of("township"), digest=agreement.digest)
        sign = {"agreement": agreement, "party": Party("township"), "ceremony": ceremony, "at": at}
        assert sign_agreement(**sign, host=world.users["hr_county"]).is_active
