import pytest
from django.db import DatabaseError, transaction

from cms.models.basis import LegalBasis
from pledges.rounds.flows.templates import (
    AlreadyPublished,
    BasisRefused,
    draft_next_version,
    publish_version,
    version_digest,
)
from pledges.rounds.models.template import PledgeTemplateVersion
from pledges.rounds.queries.previews import TextRefused
from tests.factories.rounds import make_draft, make_version


@pytest.fixture
def by(world):
    return world.users["hr_city"]


def test_publishing_freezes_words_basis_and_digest(by, at):
    version = publish_version(version=make_draft(), by=by, at=at)
    assert version.is_published
    assert version.basis_text.endswith("第六十六条（2019年修订）")
    assert version.digest == version_digest(version)
    with pytest.raises(AlreadyPublished):
        publish_version(version=version, by=by, at=at)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_a_published_version(by, at, act):
    rows = PledgeTemplateVersion.objects.filter(pk=make_version(by, at).pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(closing="…") if act == "update" else rows._raw_delete(using="default")


def test_a_draft_can_be_changed(by):
    draft = make_draft()
    draft.closing = "…"
    draft.save()
    draft.refresh_from_db()
    assert draft.closing == "…"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"clauses": []}, "no_clause"),
        ({"preamble": "本人{身份证号}"}, "placeholder"),
        ({"clauses": [{"heading": "", "text": "…"}]}, "heading"),
    ],
)
def test_unfinished_words_are_not_published(by, at, values, reason):
    draft = make_draft(**values)
    with pytest.raises(TextRefused) as caught:
        publish_version(version=draft, by=by, at=at)
    assert caught.value.reason == reason
    draft.refresh_from_db()
    assert not draft.is_published


@pytest.mark.parametrize("fault", ["none", "unchecked", "retired"])
def test_a_doubtful_basis_is_not_published(by, at, fault):
    draft = make_draft()
    if fault == "none":
        draft.bases.clear()
    elif fault == "unchecked":
        draft.bases.update(status=LegalBasis.Status.UNCHECKED)
    else:
        draft.bases.update(retired_on=at.date())
    with pytest.raises(BasisRefused):
        publish_version(version=draft, by=by, at=at)


def test_the_next_draft_starts_from_the_newest_words(by, at):
    version = make_version(by, at)
    draft = draft_next_version(template=version.template, by=by)
    assert (draft.number, draft.clauses, draft.is_published) == (2, version.clauses, False)
    assert list(draft.bases.all()) == list(version.bases.all())
    assert draft_next_version(template=version.template, by=by) == draft
