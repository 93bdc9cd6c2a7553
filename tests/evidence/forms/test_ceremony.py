import pytest

from evidence.engine.grade_inputs import Helper
from evidence.forms.ceremony import AgreementForm, ConfirmForm, HelpForm, SigningForm
from tests.factories.rounds import DRAWN, SIGNATURE

SENT = {"digest": "0" * 64, "drawn": DRAWN, "password": " secret "}


def first_words(form) -> dict[str, str]:
    return {name: str(words[0]) for name, words in form.errors.items()}


def test_the_code_is_asked_only_of_who_keeps_an_authenticator():
    assert list(ConfirmForm().fields) == ["password"]
    assert first_words(ConfirmForm({}, totp=True)) == {
        "password": "请输入登录口令，尚未签署。",
        "code": "请输入动态码，尚未签署。",
    }


def test_blanks_belong_to_a_password():
    form = ConfirmForm({"password": " secret "})
    assert form.is_valid()
    assert form.cleaned_data["password"] == " secret "


def test_a_signature_is_parsed_and_its_password_is_needed():
    form = SigningForm(SENT)
    assert form.is_valid()
    assert (form.cleaned_data["drawn"], form.cleaned_data["assertion"]) == (SIGNATURE, "")
    assert first_words(SigningForm(SENT | {"password": ""})) == {
        "password": "请输入登录口令，尚未签署。"
    }


def test_a_passkey_stands_in_for_password_and_code():
    sent = SENT | {"password": "", "assertion": "{}"}
    assert SigningForm(sent, totp=True).is_valid()
    assert SigningForm(sent).is_valid()
    assert "assertion" in SigningForm(sent | {"assertion": "x" * 8001}).errors


def test_without_a_digest_nobody_knows_what_is_signed():
    assert list(SigningForm(SENT | {"digest": ""}).errors) == ["digest"]


def test_the_agreement_is_ticked():
    form = AgreementForm({"digest": "0" * 64, "password": "x"})
    assert first_words(form) == {"agree": "须勾选同意后才能在线签署。"}


@pytest.mark.django_db
def test_a_helper_has_a_name_and_is_somebody_to_the_signer():
    form = HelpForm({"helped": "on"})
    assert first_words(form) == {
        "helper_name": "请填写协助人姓名。",
        "helper_relation": "请填写协助人与您的关系。",
    }
    assert HelpForm({}).is_valid()


@pytest.mark.usefixtures("world")
def test_the_helpers_staff_number_is_known_or_empty(world):
    sent = {"helped": "on", "helper_name": "李四", "helper_relation": "同事"}
    form = HelpForm(sent)
    assert form.is_valid()
    assert form.helper == Helper("李四", "同事", "")
    number = world.members["coordinator"].staff_number
    form = HelpForm(sent | {"helper_number": f" {number} "})
    assert form.is_valid()
    assert form.helper == Helper("李四", "同事", number)
    assert first_words(HelpForm(sent | {"helper_number": "YX99999"})) == {
        "helper_number": "没有这个工号。"
    }


def test_nobody_helped_although_a_name_stands_there():
    form = HelpForm({"helper_name": "李四", "helper_relation": "同事"})
    assert form.is_valid()
    assert form.helper is None
