import pytest

from evidence.engine.grade import Facts
from evidence.engine.grade_inputs import Helper, Manner, facts_of, helper_of
from evidence.engine.reading import Reading

SIGNED = {"method": "password", "clauses": 2, "signature": "ab", "agreement": "cd"}


def test_the_entry_of_a_signature_says_what_the_grade_needs():
    manner = Manner(reading=Reading((2, 3), 4), helper=Helper("李四", "同事"))
    data = SIGNED | {"least_seconds": 7, "manner": manner.as_data()}
    assert facts_of(data) == Facts(
        method="password",
        agreement=True,
        ticked=True,
        drawn=True,
        seconds=4,
        minimum=7,
        helped=True,
    )


def test_an_older_entry_says_less():
    assert facts_of({"method": "password"}) == Facts(method="password")


def test_what_was_not_there_is_not_in_the_entry():
    assert Manner().as_data() == {"large": False, "aloud": False}


def test_everything_that_was_there_is_in_the_entry():
    manner = Manner(
        reading=Reading((2, 3), 5),
        large=True,
        aloud=True,
        helper=Helper("李四", "同事", "YX00001"),
        assertion={"id": "key"},
        request="r-1",
    )
    assert manner.as_data() == {
        "large": True,
        "aloud": True,
        "reading": {"seconds": [2, 3], "total": 5},
        "helper": {"name": "李四", "relation": "同事", "staff_number": "YX00001"},
        "assertion": {"id": "key"},
        "request": "r-1",
    }


def test_who_helped_is_read_back():
    helper = Helper("李四", "同事", "YX00001")
    assert helper_of({"manner": Manner(helper=helper).as_data()}) == helper
    older = {"manner": {"helper": {"name": "李四", "relation": "同事"}}}
    assert helper_of(older) == Helper("李四", "同事", "")
    assert helper_of({"manner": Manner().as_data()}) is None
    assert helper_of({}) is None


@pytest.mark.parametrize(
    ("manner", "helped"),
    [(Manner(), False), (Manner(aloud=True), True), (Manner(helper=Helper("李四", "同事")), True)],
)
def test_a_voice_or_a_person_is_help_and_large_type_is_none(manner, helped):
    assert facts_of({"manner": manner.as_data()}).helped is helped
    assert facts_of({"manner": Manner(large=True).as_data()}).helped is False


@pytest.mark.parametrize(
    ("key", "fact"), [("agreement", "agreement"), ("clauses", "ticked"), ("signature", "drawn")]
)
def test_what_an_entry_does_not_say_was_not_given(key, fact):
    whole = facts_of(SIGNED)
    less = facts_of({name: value for name, value in SIGNED.items() if name != key})
    assert (getattr(whole, fact), getattr(less, fact)) == (True, False)
    assert facts_of({}) == Facts(method="")
