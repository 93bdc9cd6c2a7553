import pytest

from evidence.forms.ceremony import ConfirmedReasonForm
from evidence.forms.seals import RevokeForm


@pytest.mark.parametrize("kind", [ConfirmedReasonForm, RevokeForm])
@pytest.mark.parametrize(("reason", "valid"), [("", False), ("到期更换", True), ("x" * 201, False)])
def test_a_certificate_is_changed_and_revoked_with_a_reason(kind, reason, valid):
    assert kind({"reason": reason, "password": "x"}).is_valid() is valid
    assert not kind({"reason": reason}).is_valid()  # never by a cookie alone


def test_whether_somebody_has_the_key_is_a_tick():
    for sent, expected in (({}, False), ({"compromised": "on"}, True)):
        form = RevokeForm({"reason": "泄露", "password": "x", **sent})
        assert form.is_valid()
        assert form.cleaned_data["compromised"] is expected
