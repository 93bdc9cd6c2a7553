from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledges.rounds.engine.audience import (
    Audience,
    Changes,
    Held,
    Person,
    Standing,
    Triggers,
    Why,
    came_back,
    last_return,
    reconcile,
)

AUDIENCE = Audience(("0001",), frozenset({1, 2}))
people = st.builds(
    Person,
    pk=st.just(0),
    active=st.booleans(),
    path=st.sampled_from(["0001", "00010001", "0002"]),
    post=st.integers(1, 3),
    category=st.just("caseworker"),
)
acts = st.lists(st.tuples(st.integers(1, 6), people, st.booleans()), max_size=30)


def named(pk: int, person: Person) -> Person:
    return replace(person, pk=pk, unit_name=person.path, post_name=str(person.post))


def settle(held: list[Held], roster: dict[int, Person], triggers: Triggers, numbers) -> list[Held]:
    """What the flow does with the answer, on values."""
    found = reconcile(AUDIENCE, roster, held, triggers)
    closed, followed = dict(found.close), set(found.follow)
    rows = []
    for row in held:
        if row.envelope in closed:
            assert row.standing is Standing.WAITING
            continue
        person = roster[row.member]
        moved = row.envelope in followed
        rows.append(
            replace(row, unit_name=person.unit_name, post_name=person.post_name) if moved else row
        )
    again = [row.member for row in held if row.envelope in found.sign_again]
    for member in (*found.join, *again):
        person = roster[member]
        rows.append(
            Held(next(numbers), member, Standing.WAITING, person.unit_name, person.post_name)
        )
    return rows


@given(acts)
def test_joining_moving_leaving_and_signing_in_any_order(story):
    """Everybody in the audience holds one envelope to sign or signed; no signature is lost."""
    roster: dict[int, Person] = {}
    held: list[Held] = []
    signed: set[int] = set()
    numbers = iter(range(1, 10_000))
    triggers = Triggers(post=True, unit=False)
    for pk, person, signs in story:
        roster[pk] = named(pk, person)
        held = settle(held, roster, triggers, numbers)
        assert not reconcile(AUDIENCE, roster, held, triggers).any
        mine = [row for row in held if row.member == pk and row.standing is Standing.WAITING]
        if signs and mine:
            signed.add(pk)
            held = [row for row in held if row.member != pk]
            held.append(replace(mine[0], standing=Standing.SIGNED))
        for member, now in roster.items():
            rows = [row for row in held if row.member == member]
            waiting = [row for row in rows if row.standing is Standing.WAITING]
            assert len(waiting) <= 1
            assert len(rows) - len(waiting) == (member in signed)
            assert rows if AUDIENCE.holds(now) else not waiting


DAY = date(2026, 11, 23)
HERE = Person(7, True, "00010001", 1, "caseworker", "双江", "经办")
SIGNED = Held(70, 7, Standing.SIGNED, "双江", "经办", DAY)
WAITING = replace(SIGNED, standing=Standing.WAITING, signed_on=None)
ALL = Triggers()


def changes(*held: Held, person: Person = HERE, triggers: Triggers = ALL, **values):
    return reconcile(AUDIENCE, {person.pk: person}, held, triggers, **values)


@pytest.mark.parametrize(
    ("person", "inside"),
    [
        (HERE, True),
        (replace(HERE, path="0001"), True),
        (replace(HERE, path="0002"), False),
        (replace(HERE, active=False), False),
        (replace(HERE, post=3), False),
    ],
)
def test_who_is_asked(person, inside):
    assert AUDIENCE.holds(person) is inside


def test_an_empty_set_narrows_nothing_and_several_places_are_all_meant():
    wide = Audience(("0002", "0001"))
    assert wide.holds(replace(HERE, post=99))
    kinds = Audience(("0001",), categories=frozenset({"coordinator"}))
    assert not kinds.holds(HERE)
    assert kinds.holds(replace(HERE, category="coordinator"))


def test_what_asks_to_sign_again_unless_the_round_says_otherwise():
    assert Triggers() == Triggers(post=True, unit=False, returned=True)


def test_nothing_to_do_is_nothing():
    assert Changes() == Changes(join=(), close=(), follow=(), sign_again=())
    assert not Changes().any
    for name in ("join", "follow", "sign_again"):
        assert Changes(**{name: (1,)}).any
    assert Changes(close=((1, Why.LEFT),)).any


def test_who_joins_and_who_is_settled_elsewhere():
    assert changes().join == (7,)
    assert changes(settled=frozenset({7})).join == ()
    assert changes(WAITING).join == ()


def test_who_leaves_and_who_is_outside():
    gone, moved = replace(HERE, active=False), replace(HERE, path="0002")
    assert changes(WAITING, person=gone) == Changes(close=((70, Why.LEFT),))
    assert changes(WAITING, person=moved) == Changes(close=((70, Why.OUTSIDE),))
    assert changes(SIGNED, person=moved) == Changes()


@pytest.mark.parametrize("name", ["unit_name", "post_name"])
def test_what_waits_follows_to_another_place(name):
    moved = replace(HERE, **{name: "别处"})
    assert changes(WAITING, person=moved) == Changes(follow=(70,))
    assert changes(replace(SIGNED, standing=Standing.RELEASED), person=moved) == Changes()


@pytest.mark.parametrize(
    ("person", "trigger"),
    [
        (replace(HERE, post_name="另一岗位"), "post"),
        (replace(HERE, unit_name="小街"), "unit"),
        (replace(HERE, back_since=date(2026, 11, 24)), "returned"),
    ],
)
def test_each_trigger_by_itself(person, trigger):
    none = {"post": False, "unit": False, "returned": False}
    assert changes(SIGNED, person=person, triggers=Triggers(**none)) == Changes()
    only = Triggers(**{**none, trigger: True})
    assert changes(SIGNED, person=person, triggers=only) == Changes(sign_again=(70,))
    assert changes(SIGNED, triggers=only) == Changes()
    # The one that will take its place is there already.
    both = (SIGNED, replace(WAITING, envelope=71))
    assert changes(*both, person=person, triggers=only).sign_again == ()


def test_one_person_outside_does_not_hide_the_next():
    people = {
        7: replace(HERE, path="0002"),
        8: replace(HERE, pk=8, unit_name="小街"),
    }
    rows = [WAITING, replace(WAITING, envelope=80, member=8)]
    found = reconcile(AUDIENCE, people, rows, Triggers())
    assert found == Changes(close=((70, Why.OUTSIDE),), follow=(80,))


def test_everything_comes_in_the_order_of_its_numbers():
    people = {pk: replace(HERE, pk=pk, post_name="另") for pk in (64, 33, 97)}
    assert reconcile(AUDIENCE, people, [], Triggers()).join == (33, 64, 97)
    waiting = [replace(WAITING, envelope=pk, member=pk) for pk in people]
    assert reconcile(AUDIENCE, people, waiting, Triggers()).follow == (33, 64, 97)
    signed = [replace(SIGNED, envelope=pk, member=pk) for pk in people]
    assert reconcile(AUDIENCE, people, signed, Triggers()).sign_again == (33, 64, 97)
    outside = {pk: replace(person, path="0002") for pk, person in people.items()}
    closed = reconcile(AUDIENCE, outside, waiting, Triggers()).close
    assert [envelope for envelope, _why in closed] == [33, 64, 97]


@pytest.mark.parametrize(
    ("back", "signed", "came"),
    [
        (None, DAY, False),
        (DAY, None, False),
        (DAY, DAY, False),
        (date(2026, 11, 24), DAY, True),
        (date(2026, 11, 22), DAY, False),
    ],
)
def test_who_came_back_after_signing(back, signed, came):
    assert came_back(back, signed) is came


JUNE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("posts", "back"),
    [
        ([], None),
        ([(DAY, None)], None),
        ([(JUNE, date(2026, 8, 31)), (date(2026, 9, 1), None)], None),  # without a day between
        ([(JUNE, date(2026, 8, 31)), (date(2026, 9, 2), None)], date(2026, 9, 2)),
        ([(date(2026, 9, 2), None), (JUNE, date(2026, 8, 31))], date(2026, 9, 2)),
        ([(JUNE, None), (date(2026, 9, 2), date(2026, 9, 3)), (DAY, None)], None),
        ([(JUNE, date(2026, 9, 30)), (date(2026, 7, 1), date(2026, 7, 2)), (DAY, None)], DAY),
    ],
)
def test_the_first_day_after_the_last_gap(posts, back):
    assert last_return(posts) == back
