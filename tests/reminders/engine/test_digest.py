import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.engine.digest import Waiting, Words, bundles, compose
from tests.reminders.worked import table

PEOPLE = {"甲": 1, "乙": 2}


def waiting(text: str, channel: str) -> list[Waiting]:
    rows = []
    for pk, part in enumerate(text.split("、")):
        name, _colon, matter = part.partition("：")
        subject = matter.removesuffix("（当场）")
        rows.append(Waiting(pk, subject, PEOPLE[name], channel, by_hand=subject != matter))
    return rows


@pytest.mark.parametrize(("rows", "channel", "had", "number", "sizes"), table("一天一条"))
def test_the_digest_of_the_guide(rows, channel, had, number, sizes):
    spent = {(PEOPLE[had], channel)} if had != "–" else set()
    sent = bundles(waiting(rows, channel), spent)
    assert len(sent) == int(number)
    assert "、".join(str(len(bundle.rows)) for bundle in sent) == sizes.replace("–", "")


KEYS = st.tuples(st.integers(1, 3), st.sampled_from(["in_product", "mail", "sms"]), st.booleans())
ROWS = st.lists(KEYS, max_size=8).map(
    lambda keys: [Waiting(pk, "a", *key) for pk, key in enumerate(keys)]
)


@given(ROWS)
def test_every_row_goes_with_one_bundle_of_its_person_and_channel(rows):
    sent = bundles(rows, set())
    assert sorted(row.pk for bundle in sent for row in bundle.rows) == sorted(r.pk for r in rows)
    keys = [(bundle.member, bundle.channel) for bundle in sent]
    assert len(keys) == len(set(keys))
    for bundle in sent:
        assert {(row.member, row.channel) for row in bundle.rows} == {
            (bundle.member, bundle.channel)
        }


@given(ROWS, st.sets(st.tuples(st.integers(1, 4), st.sampled_from(["mail", "sms"]))))
def test_the_ladder_speaks_once_a_day_outside_the_product(rows, had):
    for bundle in bundles(rows, had):
        if (bundle.member, bundle.channel) in had:
            assert any(row.by_hand for row in bundle.rows)


def test_one_matter_speaks_for_itself_and_several_are_listed():
    one, two = Words("请签", "王㛃，请签。", "签署甲"), Words("请学", "王㛃，请学。", "学完乙")
    assert compose([one], "几件事", "待办：") == ("请签", "王㛃，请签。")
    assert compose([one, two], "几件事", "待办：") == ("几件事", "待办：\n1. 签署甲\n2. 学完乙")
