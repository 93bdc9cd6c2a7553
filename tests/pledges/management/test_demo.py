import pytest

from cms.lib.demo import Demo
from cms.lib.pdf import PdfUnavailable
from cms.models import LegalBasis
from pledges.engine.strokes import parse
from pledges.flows import sealing
from pledges.management.demo import BASES, LATE, seed
from pledges.management.handwriting import sign
from pledges.models.envelope import Envelope, SignatureMark, SigningRound
from pledges.models.evidence import EvidenceEntry, SealedDocument
from pledges.queries.envelopes import broken_chains
from staff.models import Credential
from tests.factories.cms import make_basis
from tests.factories.staff import make_member
from tests.pledges.conftest import small_pdf


@pytest.fixture
def city(world, monkeypatch):
    """Twelve people, the bases the pledge cites, and files without the renderer."""
    for law, article in BASES:
        if not LegalBasis.objects.filter(law=law, article=article).exists():
            make_basis(law, article=article)
    for number in range(8):
        make_member(world.shuangjiang if number % 2 else world.guishan, f"张{number}")
    monkeypatch.setattr(
        sealing, "pledge_pdf", lambda envelope, attachments: small_pdf(envelope.code)
    )
    monkeypatch.setattr(sealing.pdf, "renderer", lambda: "test 1.0")
    return world


@pytest.fixture
def demo(at) -> Demo:
    return Demo(at=at, say=lambda line: None)


def rows() -> list:
    return list(EvidenceEntry.objects.order_by("pk").values_list("seq", "kind", "at", "digest"))


def test_two_thirds_have_signed_and_every_chain_holds(city, demo, at):
    seed(demo)
    signed = Envelope.objects.signed()
    assert (Envelope.objects.count(), signed.count()) == (12, 7)
    assert not signed.filter(member__user__username__in=LATE).exists()
    assert SignatureMark.objects.count() == Credential.objects.count() == 7
    assert list(broken_chains()) == []
    for envelope in signed.select_related("round"):
        assert envelope.round.opens_at < envelope.viewed_at < envelope.signed_at < at
    sealed = SealedDocument.objects.values_list("envelope__organisation_name", flat=True)
    assert set(sealed) <= {"双江街道", "小街街道"}
    assert SigningRound.objects.get().year == at.year


def test_a_second_run_changes_nothing(city, demo):
    seed(demo)
    before = rows()
    seed(demo)
    assert rows() == before


def test_early_in_january_the_round_is_still_of_this_year(city, demo, at):
    demo.at = at.replace(month=1, day=3, hour=8)
    seed(demo)
    round_ = SigningRound.objects.get()
    assert round_.year == 2026
    assert round_.envelopes.signed().count() == 7


def test_without_the_pdf_libraries_everything_else_is_there(city, demo, monkeypatch):
    def refuse(envelope, attachments):
        raise PdfUnavailable

    monkeypatch.setattr(sealing, "pledge_pdf", refuse)
    seed(demo)
    assert (Envelope.objects.signed().count(), SealedDocument.objects.count()) == (7, 0)


def test_a_world_without_people_is_left_alone(db, demo):
    seed(demo)
    assert SigningRound.objects.count() == 0


@pytest.mark.parametrize("name", ["王㛃", "李𬭎", "多·吉", "欧阳明德", "·"])
def test_a_made_up_hand_passes_the_rules_and_repeats(demo, name):
    drawn = sign(name, demo.rng(name))
    assert drawn == sign(name, demo.rng(name))
    assert parse(drawn).points > 40
