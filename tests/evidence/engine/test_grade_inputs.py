from evidence.engine.grade import Facts
from evidence.engine.grade_inputs import Helper, Manner, facts_of
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
