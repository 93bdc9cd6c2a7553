from datetime import timedelta

import pytest

from evidence.engine.grade_inputs import Manner
from evidence.engine.reading import Reading
from pledges.rounds.forms.signing import SignForm
from pledges.rounds.models.envelope import Envelope
from tests.factories.rounds import CLAUSES, DRAWN, SIGNATURE

SENT = {
    "digest": "0" * 64,
    "clauses": ["1", "2"],
    "drawn": DRAWN,
    "consent": "on",
    "password": "secret",
    "request": "ab12",
}
READ = '{"seconds": [3, 4, 5, 6], "total": 20}'


def signed(**values) -> SignForm:
    form = SignForm(SENT | values)
    assert form.is_valid(), form.errors
    return form


def envelope(at, seconds: int = 60) -> Envelope:
    return Envelope(text={"clauses": CLAUSES}, viewed_at=at - timedelta(seconds=seconds))


def test_ticks_and_drawing_arrive_parsed():
    values = signed().cleaned_data
    assert (values["clauses"], values["drawn"]) == ([1, 2], SIGNATURE)


@pytest.mark.parametrize("ticks", [[], ["2"], ["1", "2", "77"]])
def test_which_clauses_must_be_ticked_is_not_the_forms_business(ticks):
    assert signed(clauses=ticks).cleaned_data["clauses"] == [int(tick) for tick in ticks]


@pytest.mark.parametrize("tick", ["x", "-1", "1.0", "", "²", "9" * 5000])
def test_a_tick_is_a_number(tick):
    assert list(SignForm(SENT | {"clauses": [tick]}).errors) == ["clauses"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"consent": ""}, "consent", "须勾选同意后才能在线签署。"),
        ({"drawn": ""}, "drawn", "还没有签名。请在方框内手写姓名，尚未签署。"),
        ({"password": ""}, "password", "请输入登录口令，尚未签署。"),
        ({"helped": "on", "helper_relation": "同事"}, "helper_name", "请填写协助人姓名。"),
    ],
)
def test_what_is_missing_is_said_at_its_field(changes, field, words):
    assert SignForm(SENT | changes).errors == {field: [words]}


def test_ticks_come_back_with_the_page():
    form = SignForm(SENT | {"clauses": ["2"], "password": ""})
    assert form.ticked == {"2"}
    assert SignForm().ticked == set()


def test_how_it_was_read_is_kept_as_far_as_it_is_believable(at):
    form = signed(reading=READ, large="True", aloud="True")
    assert form.manner(envelope(at), at) == Manner(
        reading=Reading((3, 4, 5, 6), 20), large=True, aloud=True, request="ab12"
    )
    assert form.manner(envelope(at, seconds=2), at).reading is None  # longer than it was open
    other = Envelope(text={"clauses": CLAUSES[:1]}, viewed_at=at - timedelta(minutes=1))
    assert form.manner(other, at).reading is None  # of another text


def test_nothing_was_read_of_what_was_never_opened(at):
    assert signed(reading=READ).manner(Envelope(), at).reading is None


def test_a_passkeys_signature_is_part_of_the_manner(at):
    assertion = {"payload": {"text": "0" * 64}}
    form = signed(password="", assertion="{}")
    assert form.manner(envelope(at), at, assertion).assertion == assertion
