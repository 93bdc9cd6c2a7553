import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.engine.lease import Claim, Grant, decide

NAMES = st.sampled_from(["page-one", "page-two", "page-three"])
CLAIMS = st.builds(
    Claim, by=NAMES, opened=st.booleans(), was=st.lists(NAMES).map(tuple), takeover=st.booleans()
)


@pytest.mark.parametrize(
    ("holder", "claim", "grant"),
    [
        ("", Claim("page-one"), Grant.TAKEN),
        ("page-one", Claim("page-one"), Grant.KEPT),
        ("page-one", Claim("page-two", opened=True), Grant.REFUSED),
        ("page-one", Claim("page-two", opened=True, was=("page-one",)), Grant.RESUMED),
        ("page-one", Claim("page-two", was=("page-one",)), Grant.REFUSED),
        ("page-one", Claim("page-two", takeover=True), Grant.TAKEN_OVER),
    ],
)
def test_who_may_write(holder, claim, grant):
    assert decide(holder, claim) is grant


@given(NAMES, CLAIMS)
def test_nobody_loses_the_lease_to_a_page_that_did_not_ask(holder, claim):
    grant = decide(holder, claim)
    if grant not in {Grant.KEPT, Grant.REFUSED}:
        assert claim.takeover or (claim.opened and holder in claim.was)
