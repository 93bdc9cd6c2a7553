from staff.forms.login import LoginForm


def test_one_field_takes_staff_number_or_phone_as_phones_type_them():
    form = LoginForm()
    login, password = form.fields["login"], form.fields["password"]
    assert login.widget.attrs["autocapitalize"] == "characters"
    assert login.widget.attrs["spellcheck"] == "false"
    assert "placeholder" not in login.widget.attrs
    assert "placeholder" not in password.widget.attrs
    assert password.help_text == ""
