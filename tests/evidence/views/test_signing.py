"""The one signing page, with a subject that is no pledge and no declaration."""

import json
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cms.lib.errors import DomainError
from evidence.adapters.identity import LockedOut, WrongCode, WrongPassword
from evidence.adapters.passkey import SESSION_KEY, PasskeyRefused
from evidence.forms.ceremony import SigningForm
from evidence.views import signing as page
from evidence.views.signing import Confirmed, Signing, ask_passkey, lead, signing_page
from staff.models.user import User
from tests.factories.rounds import DRAWN

SENT = {"digest": "0" * 64, "drawn": DRAWN, "password": "secret"}
STATEMENT = {"contract": "7", "text": "0" * 64, "user": 1}


class TooLate(DomainError):
    code = "too_late"
    message = "Too late."


@dataclass
class Flow:
    """What was signed and what was written down; refuses when told to."""

    refusal: DomainError | None = None
    signed: list[Confirmed] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def sign(self, confirmed: Confirmed) -> None:
        if self.refusal:
            raise self.refusal
        self.signed.append(confirmed)


@pytest.fixture
def flow() -> Flow:
    return Flow()


@pytest.fixture(autouse=True)
def outside(monkeypatch):
    """Who is at the keyboard is the adapters' business; the page itself is shown as its context."""
    monkeypatch.setattr(page, "confirm_person", lambda _request, password, _code: password)
    monkeypatch.setattr(page, "confirm", lambda _request, answer, words: {"a": answer, "w": words})
    monkeypatch.setattr(page, "has_passkey", lambda _user: True)
    monkeypatch.setattr(
        page, "render", lambda _request, _template, context, status: Shown(context, status)
    )


class Shown(HttpResponse):
    def __init__(self, context: dict, status: int) -> None:
        super().__init__(status=status)
        self.context = context


@pytest.fixture
def send(flow, at):
    def ask(sent: dict | None, *, by_script: bool = False, totp: bool = False):
        headers = {"accept": "application/json"} if by_script else {}
        request = RequestFactory().post("/", sent or {}, headers=headers)
        request.user = User(username="signer")
        form = SigningForm(sent, totp=totp)
        signing = Signing(
            form=form,
            statement=STATEMENT,
            sign=flow.sign,
            note_failure=flow.failures.append,
            receipt="/receipt/",
            template="contract.html",
            context=lambda: {"contract": 7},
            step=lambda: "draw" if "drawn" in form.errors else "confirm",
            fields={"too_late": "drawn"},
        )
        return signing_page(request, signing, at)

    return ask


def test_it_is_shown_before_anything_is_sent(send, flow, at):
    shown = send(None)
    assert shown.status_code == 200
    assert (shown.context["passkey"], shown.context["now"]) == (True, at)
    assert (shown.context["contract"], shown.context["step"]) == (7, "confirm")
    assert flow == Flow()


def test_a_signature_leads_to_its_receipt(send, flow):
    assert send(SENT).url == "/receipt/"
    answer = send(SENT, by_script=True)
    assert (answer.status_code, json.loads(answer.content)) == (200, {"next": "/receipt/"})
    assert flow.signed == [Confirmed("secret"), Confirmed("secret")]


def test_a_passkey_confirms_the_very_statement(send, flow):
    send(SENT | {"password": "", "assertion": "{}"})
    assert flow.signed == [Confirmed("passkey", {"a": "{}", "w": STATEMENT})]


def test_what_the_form_does_not_take_never_reaches_the_flow(send, flow):
    answer = send(SENT | {"drawn": "{", "password": ""}, by_script=True)
    assert answer.status_code == 422
    told = json.loads(answer.content)
    assert told["step"] == "draw"
    assert told["errors"] == [
        {
            "field": "password",
            "label": "您的登录口令",
            "words": "请输入登录口令，尚未签署。",
        },
        {"field": "drawn", "label": "签名", "words": "签名数据不完整，请清除后重新书写。"},
    ]
    assert flow == Flow()


@pytest.mark.parametrize(("refusal", "place"), [(TooLate(), "drawn"), (DomainError(), "__all__")])
def test_what_the_flow_refuses_stands_at_its_field(send, flow, refusal, place):
    flow.refusal = refusal
    shown = send(SENT)
    assert shown.status_code == 422
    assert shown.context["form"].errors == {place: [str(refusal)]}
    assert flow.failures == []


@pytest.mark.parametrize(
    ("refusal", "place"),
    [
        (WrongPassword, "password"),
        (LockedOut, "password"),
        (WrongCode, "code"),
        (PasskeyRefused, "__all__"),
    ],
)
def test_who_cannot_be_confirmed_is_written_down_and_signs_nothing(
    send, flow, monkeypatch, refusal, place
):
    def refuse(*_args):
        raise refusal

    monkeypatch.setattr(page, "confirm_person", refuse)
    monkeypatch.setattr(page, "has_passkey", lambda _user: False)
    sent = SENT if place != "code" else SENT | {"code": "123456"}
    shown = send(sent, totp=place == "code")
    assert list(shown.context["form"].errors) == [place]
    assert (flow.failures, flow.signed) == ([refusal.code], [])


def test_another_page_is_a_redirect_or_an_answer_to_the_script():
    request = RequestFactory().get("/")
    assert lead(request, "/there/").url == "/there/"
    request = RequestFactory().get("/", headers={"accept": "application/json"})
    assert json.loads(lead(request, "/there/").content) == {"next": "/there/"}


@pytest.mark.django_db
def test_a_passkey_is_asked_for_the_statement_the_time_and_a_nonce(world, at):
    request = RequestFactory().post("/")
    request.user, request.session = world.users["staff"], {}
    first = json.loads(ask_passkey(request, STATEMENT, at).content)["challenge"]
    waiting = request.session[SESSION_KEY]
    assert {name: waiting[name] for name in STATEMENT} == STATEMENT
    assert set(waiting) - set(STATEMENT) == {"at", "nonce"}
    assert waiting["at"] == at.isoformat()
    assert json.loads(ask_passkey(request, STATEMENT, at).content)["challenge"] != first
