"""What production refuses, and the sentence that mends it."""

import os
import subprocess
import sys
from secrets import token_urlsafe

import pytest
from cryptography.fernet import Fernet
from django.conf import settings as configured

from cms import checks
from cms.settings import dev


@pytest.fixture
def safe(settings):
    """A production site as it should be."""
    settings.DEMO = False
    settings.SECRET_KEY, settings.LOOKUP_KEY = token_urlsafe(60), token_urlsafe(40)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    settings.WAGTAILADMIN_BASE_URL = "https://jiangtang.example.cn"
    settings.JIANGTANG_PROXIES_TOLD = True
    return settings


def found() -> list[str]:
    asked = (checks.check_keys, checks.check_public_address, checks.check_proxies)
    faults = [fault for check in asked for fault in check(None)]
    assert all(fault.hint for fault in faults)
    return [fault.id for fault in faults]


def test_a_site_as_it_should_be(safe):
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SECRET_KEY", dev.SECRET_KEY, "cms.E010"),
        ("LOOKUP_KEY", dev.LOOKUP_KEY, "cms.E010"),
        ("FIELD_KEYS", [Fernet.generate_key().decode(), *dev.FIELD_KEYS], "cms.E010"),
        ("SECRET_KEY", "x" * 80, "cms.E011"),
        ("SECRET_KEY", "AZWyHk15uMIGyUbz6izCvpeD_GQ", "cms.E011"),
        ("LOOKUP_KEY", "secret", "cms.E011"),
        ("WAGTAILADMIN_BASE_URL", "http://127.0.0.1:8000", "cms.E012"),
        ("WAGTAILADMIN_BASE_URL", "https://localhost", "cms.E012"),
        ("WAGTAILADMIN_BASE_URL", "http://jiangtang.example.cn", "cms.E012"),
        ("WAGTAILADMIN_BASE_URL", "", "cms.E012"),
        ("JIANGTANG_PROXIES_TOLD", False, "cms.W010"),
    ],
)
def test_what_is_unsafe_is_named(safe, name, value, fault):
    setattr(safe, name, value)
    assert found() == [fault]


def test_a_demonstration_may_have_known_keys(safe):
    safe.DEMO, safe.SECRET_KEY, safe.WAGTAILADMIN_BASE_URL = True, dev.SECRET_KEY, "http://x"
    safe.JIANGTANG_PROXIES_TOLD = False
    assert found() == []


def test_with_the_demonstrations_key_the_server_does_not_open():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": dev.SECRET_KEY,
        "ALLOWED_HOSTS": "jiangtang.example",
        "JIANGTANG_BASE_URL": "https://jiangtang.example",
        "JIANGTANG_FIELD_KEYS": Fernet.generate_key().decode(),
        "JIANGTANG_LOOKUP_KEY": token_urlsafe(40),
    }
    command = [sys.executable, "-c", "import cms.wsgi"]
    told = subprocess.run(
        command, cwd=configured.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert told.returncode != 0
    assert "SECRET_KEY is the demonstration's" in told.stderr
    assert "token_urlsafe" in told.stderr
