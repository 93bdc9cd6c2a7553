import pytest

from cms.lib.forms import ReasonForm
from evidence.forms.seals import RevokeForm


@pytest.mark.parametrize("kind", [ReasonForm, RevokeForm])
@pytest.mark.parametrize(("reason", "valid"), [("", False), ("到期更换", True), ("x" * 201, False)])
def test_a_certificate_is_changed_and_revoked_with_a_reason(kind, reason, valid):
    assert kind({"reason": reason}).is_valid() is valid


def test_whether_somebody_has_the_key_is_a_tick():
    for sent, expected in (({}, False), ({"compromised": "on"}, True)):
        form = RevokeForm({"reason": "泄露", **sent})
        assert form.is_valid()
        assert form.cleaned_data["compromised"] is expected
