from collections import Counter
from itertools import pairwise

import pytest

from cms.lib.demo import Demo
from cms.lib.pdf.rendering import PdfUnavailable
from cms.models.basis import LegalBasis
from evidence.demo.handwriting import sign
from evidence.engine.strokes import parse
from evidence.flows import storing
from evidence.flows.anchors import make_roots
from evidence.flows.checking import check_everything
from evidence.flows.files import make_file
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import StoredFile
from evidence.queries.chains import broken_chains
from evidence.queries.files import sealed_file
from pledges.rounds.demo.rounds import BASES, LATE, seed
from pledges.rounds.flows import documents as sealing
from pledges.rounds.models.envelope import Envelope, SignatureMark, SigningRound
from pledges.rounds.queries.reminders import subject_of
from reminders.models.reminder import Reminder
from reminders.queries.reminders import reminders_of
from staff.models.standing import Credential
from tests.evidence.signed import small_pdf
from tests.factories.cms import make_basis
from tests.factories.staff import make_member


@pytest.fixture
def city(world, monkeypatch):
    """Twelve people, the bases the pledge cites, and files without the renderer."""
    for law, article in BASES:
        if not LegalBasis.objects.filter(law=law, article=article).exists():
            make_basis(law, article=article)
    for number in range(8):
        make_member(world.shuangjiang if number % 2 else world.guishan, f"张{number}")
    monkeypatch.setattr(sealing, "pledge_pdf", lambda envelope, *_: small_pdf(envelope.code))
    monkeypatch.setattr(storing.pdf, "renderer", lambda data: "test 1.0")
    return world


@pytest.fixture
def demo(at) -> Demo:
    return Demo(at=at, say=lambda line: None)


def rows() -> list:
    return list(EvidenceEntry.objects.order_by("pk").values_list("seq", "kind", "at", "digest"))


def test_two_thirds_have_signed_and_every_chain_holds(city, demo, at):
    seed(demo)
    first, trial = SigningRound.objects.order_by("pk")
    ever = first.envelopes.filter(signed_at__isnull=False)
    assert (first.envelopes.filter(replaces=None).count(), ever.count()) == (12, 7)
    signed = Envelope.objects.filter(signed_at__isnull=False)
    assert not signed.filter(member__user__username__in=LATE).exists()
    assert SignatureMark.objects.count() == signed.count()
    granted = Credential.objects.filter(source__startswith="pledge:")
    assert set(granted.values_list("source", flat=True)) == {
        f"pledge:{pk}" for pk in signed.values_list("pk", flat=True)
    }
    assert list(broken_chains()) == []
    for envelope in signed.select_related("round"):
        assert envelope.round.opens_at < envelope.viewed_at < envelope.signed_at <= at
    assert {first.year, trial.year} == {at.year}


def said(kind: str) -> int:
    return EvidenceEntry.objects.filter(kind=kind).count()


def test_every_way_a_pledge_can_go_is_there_once_at_least(city, demo, at):
    seed(demo)
    first, trial = SigningRound.objects.order_by("pk")
    states = Counter(Envelope.objects.values_list("status", flat=True))
    assert {"declined", "exempt", "revoked", "superseded"} <= set(states)
    assert states["revoked"] == states["declined"] == 1
    for envelope in Envelope.objects.filter(status__in=["declined", "exempt", "revoked"]):
        assert envelope.ended_reason
        assert first.opens_at < envelope.ended_at <= at
        assert bool(envelope.revoked_category) == (envelope.status == "revoked")
    assert trial.version.number == 2
    assert trial.due_at < at
    late = trial.envelopes.unsigned()
    assert late.exists()
    for envelope in late:
        rows = reminders_of(subject_of(envelope.code))
        assert rows.filter(rung="start", outcome="sent").exists()
        assert rows.count() > 1
    assert Reminder.objects.filter(outcome="sent").count() == said("reminded")
    # The revoked one is asked again; what it and the replaced ones said is on paper.
    assert Envelope.objects.filter(replaces__status="revoked", status="open").count() == 1
    ended = Envelope.objects.filter(status__in=["revoked", "superseded"])
    assert [row.number for row in ended if sealed_file(row.subject) is None] == []
    for entry, following in pairwise(EvidenceEntry.objects.order_by("subject", "seq")):
        assert entry.subject != following.subject or entry.at <= following.at


def test_what_is_signed_in_the_demo_can_be_sealed(city, demo, at):
    seed(demo)
    for envelope in Envelope.objects.filter(status="signed"):
        make_file(subject=envelope.subject, kind="signed", at=at)
    assert not Envelope.objects.filter(status="signed").exists()
    make_roots(at=at)
    assert check_everything(at=at).faults == []


def test_a_second_run_changes_nothing(city, demo):
    seed(demo)
    before = rows()
    seed(demo)
    assert rows() == before


def test_early_in_january_the_round_is_still_of_this_year(city, demo, at):
    demo.at = at.replace(month=1, day=3, hour=8)
    seed(demo)
    assert set(SigningRound.objects.values_list("year", flat=True)) == {2026}
    first = SigningRound.objects.order_by("pk").first()
    assert first.envelopes.filter(signed_at__isnull=False).count() == 7


def test_without_the_pdf_libraries_everything_else_is_there(city, demo, monkeypatch):
    def refuse(*_):
        raise PdfUnavailable

    monkeypatch.setattr(sealing, "pledge_pdf", refuse)
    seed(demo)
    assert (Envelope.objects.signed().count(), StoredFile.objects.count()) == (7, 0)


def test_a_world_without_people_is_left_alone(db, demo):
    seed(demo)
    assert SigningRound.objects.count() == 0


@pytest.mark.parametrize("name", ["王㛃", "李𬭎", "多·吉", "欧阳明德", "·"])
def test_a_made_up_hand_passes_the_rules_and_repeats(demo, name):
    drawn = sign(name, demo.rng(name))
    assert drawn == sign(name, demo.rng(name))
    assert parse(drawn).points > 40
