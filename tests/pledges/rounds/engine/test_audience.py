from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pledges.rounds.engine.audience import Audience, Held, Person, Standing, Triggers, reconcile

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
