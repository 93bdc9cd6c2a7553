from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from evidence.engine.events import RevocationCategory
from pledges.rounds.forms.rounds import (
    BulkForm,
    EnvelopeFilter,
    RevocationForm,
    RoundFilter,
    RoundForm,
)
from tests.factories.rounds import make_draft, make_version


@pytest.mark.usefixtures("time_machine_at")
class TestRoundForm:
    @pytest.fixture
    def sent(self, world, at) -> dict:
        return {
            "version": make_version(world.users["hr_city"], at).pk,
            "organisation": world.shuangjiang.pk,
            "title": "2026年度承诺书",
            "due_on": "2026-11-23",
        }

    def test_the_last_day_ends_at_midnight(self, world, sent):
        form = RoundForm(sent, user=world.users["hr_township"])
        assert form.is_valid(), form.errors
        shanghai = ZoneInfo("Asia/Shanghai")
        assert form.due_at == datetime(2026, 11, 23, 23, 59, 59, tzinfo=shanghai)

    def test_yesterday_is_too_late(self, world, sent):
        form = RoundForm(sent | {"due_on": "2026-11-22"}, user=world.users["hr_city"])
        assert form.errors == {"due_on": ["签署截止日不能早于今天。"]}

    def test_only_units_within_reach_are_asked(self, world, sent):
        form = RoundForm(sent, user=world.users["hr_other"])
        assert list(form.errors) == ["organisation"]
        shown = RoundForm(user=world.users["hr_county"]).fields["organisation"].queryset
        assert set(shown) == {world.eshan, world.shuangjiang, world.xiaojie}

    def test_only_published_words_are_sent(self, world, sent):
        form = RoundForm(sent | {"version": make_draft().pk}, user=world.users["hr_city"])
        assert list(form.errors) == ["version"]

    def test_units_are_shown_one_step_in_for_each_level(self, world):
        field = RoundForm(user=world.users["hr_city"]).fields["organisation"]
        assert field.label_from_instance(world.city) == "玉溪市民政局"
        assert field.label_from_instance(world.shuangjiang) == "\u3000\u3000双江街道"


def test_a_revocation_has_a_category_for_everybody():
    kept = {"reason": "有误", "password": "x"}
    assert RevocationForm(kept).errors == {"category": ["请选择类别。"]}
    form = RevocationForm(kept | {"category": "mistake"})
    assert form.is_valid()
    assert form.cleaned_data["category"] is RevocationCategory.MISTAKE
    assert list(RevocationForm(kept | {"category": "whim"}).errors) == ["category"]


def test_bulk_keeps_the_ticked_codes_as_they_come():
    form = BulkForm({"act": "remind", "codes": ["A", "B"]})
    assert form.is_valid()
    assert (form.cleaned_data["codes"], form.cleaned_data["everybody"]) == (["A", "B"], False)
    assert list(BulkForm({"act": "delete"}).errors) == ["act"]


@pytest.mark.parametrize(
    ("kind", "sent", "valid"),
    [
        (RoundFilter, {}, True),
        (RoundFilter, {"state": "closed"}, True),
        (RoundFilter, {"state": "gone"}, False),
        (EnvelopeFilter, {"state": "unread", "order": "newest", "q": "王"}, True),
        (EnvelopeFilter, {"order": "random"}, False),
        (EnvelopeFilter, {"q": "x" * 61}, False),
    ],
)
def test_filters_know_their_words(kind, sent, valid):
    assert kind(sent).is_valid() is valid
