import time_machine

from exams.adapters.pace import KEPT, Shelf, forget, known_tally, note_tally, too_fast
from exams.engine.budget import PACES, Tally


def test_each_attempt_and_each_address_has_a_pace_of_its_own():
    with time_machine.travel(0, tick=False):
        told = [too_fast(1, "submit") for _ in range(PACES["submit"].burst + 1)]
        assert told[:-1] == [0] * PACES["submit"].burst
        assert told[-1] == 1
        assert (too_fast(1, "events"), too_fast(2, "submit")) == (0, 0)


def test_a_shelf_forgets_who_has_not_asked_for_longest():
    shelf: Shelf[int] = Shelf(2)
    for key in ("a", "b", "a", "c"):
        shelf.put(key, 1)
    assert list(shelf.values) == ["a", "c"]
    assert KEPT > 10_000


def test_a_new_process_knows_nothing():
    note_tally(1, Tally(events=3))
    assert known_tally(1).events == 3
    forget()
    assert known_tally(1) == Tally()
