"""Words that are stored for ever: none may change, and every one has its label."""

from evidence.engine.events import EvidenceKind, RevocationCategory
from evidence.engine.trust import Trust
from evidence.models.check_labels import CATEGORY_LABELS


def test_stored_words_stay_as_they_are():
    assert {kind.name: kind.value for kind in EvidenceKind} == {
        "AGREED": "agreed",
        "SEALED": "sealed",
        "STAMPED": "stamped",
        "EXPORTED": "exported",
        "ROWS": "rows",
        "COPIED": "copied",
        "WALKED": "walked",
    }
    assert {one.name: one.value for one in RevocationCategory} == {
        "MISTAKE": "mistake",
        "NOT_SIGNER": "not_signer",
        "LEFT_POST": "left_post",
        "SYSTEM": "system",
        "OTHER": "other",
    }


def test_the_public_reads_every_category_in_words():
    assert set(CATEGORY_LABELS) >= set(RevocationCategory)
    assert all(str(CATEGORY_LABELS[one]) for one in RevocationCategory)


def test_nobody_is_believed_by_default():
    assert Trust() == Trust(roots=(), others=(), crls=())
