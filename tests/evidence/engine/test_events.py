"""Words that stand in chains for ever: none may be called otherwise."""

from evidence.engine.events import EvidenceKind, RevocationCategory
from evidence.engine.trust import Trust


def test_the_events_that_evidence_writes():
    assert list(EvidenceKind) == ["agreed", "sealed", "stamped", "exported"]


def test_the_categories_of_a_revocation():
    assert list(RevocationCategory) == ["mistake", "not_signer", "left_post", "system", "other"]


def test_nobody_is_believed_by_default():
    assert Trust() == Trust(roots=(), others=(), crls=())
