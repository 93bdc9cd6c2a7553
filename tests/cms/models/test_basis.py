from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cms.models.basis import LegalBasis
from tests.factories.cms import make_basis, make_site
from tests.factories.learning import make_lesson

TODAY = date(2026, 11, 23)


def test_words_and_marks(db):
    checked = make_basis(article="第十一条")
    doubtful = make_basis("低保办法", article="第七条", version="57号", status="unchecked")
    assert str(checked) == "《社会救助暂行办法》第十一条（2019年修订）"
    assert (checked.mark, doubtful.is_unchecked) == ("", True)


def test_doubtful_are_the_unchecked_and_the_retired(db):
    make_basis()
    make_basis(retired_on=date(2026, 11, 24))
    unchecked = make_basis(status="unchecked")
    retired = make_basis(retired_on=TODAY)
    assert set(LegalBasis.objects.doubtful(TODAY)) == {unchecked, retired}
    assert retired not in LegalBasis.objects.in_force(TODAY)
    assert LegalBasis.objects.in_force(TODAY).count() == 3


@pytest.mark.parametrize(
    "values",
    [
        {"law": "甲", "article": "第一条", "version": "1"},  # the same again
        {"law": "乙", "status": "checked", "checked_on": None},
    ],
)
def test_the_database_refuses(db, values):
    make_basis("甲", article="第一条", version="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_basis(**values)


def test_a_cited_basis_cannot_be_deleted(world):
    make_site()
    basis = make_basis()
    lesson = make_lesson(bases=[basis])
    with pytest.raises(ProtectedError):
        basis.delete()
    assert lesson.basis == [basis]
