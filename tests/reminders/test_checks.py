import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings

from reminders.checks import check_channels, check_reminder_settings


def ids(found) -> list[str]:
    return [one.id for one in found]


def test_the_settings_of_the_tests_hold():
    assert check_reminder_settings(None) == check_channels(None) == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("REMINDER_CHANNELS", ["in_product", "email"], "reminders.E001"),
        ("REMINDER_GATEWAYS", {"in_product": "", "mail": "no.Such", "sms": ""}, "reminders.E002"),
        ("REMINDER_QUIET_HOURS", "20-8", "reminders.E003"),
    ],
)
def test_what_does_not_exist_stops_the_start(settings, name, value, expected):
    setattr(settings, name, value)
    assert ids(check_reminder_settings(None)) == [expected]


def test_a_channel_that_cannot_send_is_named_and_so_is_sms_for_the_codes(channels):
    channels(mail="Unset")
    found = check_channels(None)
    assert ids(found) == ["reminders.W001"] * 2
    assert [("'mail'" in one.msg, "'sms'" in one.msg) for one in found] == [
        (True, False),
        (False, True),
    ]


def test_a_channel_that_nobody_is_reminded_by_is_nobodys_fault(channels):
    channels(in_product="Taking", sms="Taking")
    assert check_channels(None) == []


def test_production_without_channels_says_so_at_deployment():
    """As an administrator types it: nothing but what production needs."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "a.example",
        "JIANGTANG_FIELD_KEYS": "ZGVtby1vbmx5LWppYW5ndGFuZy1maWVsZC1rZXktMDE=",
        "JIANGTANG_LOOKUP_KEY": "y" * 40,
    }
    answer = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=django_settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in answer.stderr.splitlines() if "reminders.W001" in line]
    assert len(lines) == 2, answer.stderr
    assert "EMAIL_URL" in lines[0]
