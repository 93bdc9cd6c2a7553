"""`check --deploy` on production settings, with throw-away secrets and nothing silenced."""

import os
import secrets
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

environment = {
    **os.environ,
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "jiangtang.example",
    "JIANGTANG_BASE_URL": "https://jiangtang.example",
    "JIANGTANG_PROXIES": "1",
    "JIANGTANG_FIELD_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "JIANGTANG_LOOKUP_KEY": secrets.token_urlsafe(40),
    # A site by whose channels nothing can be sent is warned of that, too.
    "EMAIL_URL": "smtp://mail.example",
    "REMINDER_SMS": "reminders.adapters.sms.HttpSms",
    "REMINDER_SMS_URL": "https://sms.example/send",
    "EVIDENCE_ROOT_FOLDER": "roots",
    "EVIDENCE_TRUSTED_ROOTS": "0" * 64,
    "SEAL_KEY_FILE": "seal.p12",  # named, not read: a site without one is warned that nothing seals
}
command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
sys.exit(subprocess.run(command, cwd=ROOT, env=environment).returncode)
