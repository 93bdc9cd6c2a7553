"""The demo: what `make run` starts. Known keys and passwords; never reachable from production."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import LOGGING, REMINDER_GATEWAYS, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=False)
DEMO = True
SECRET_KEY = "demo-only-jiangtang-key-that-protects-nothing-real-0123456789"  # noqa: S105
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The demo's own field keys: fixed, so that the demo world can be rebuilt byte for byte.
FIELD_KEYS = ["ZGVtby1vbmx5LWppYW5ndGFuZy1maWVsZC1rZXktMDE="]
LOOKUP_KEY = "demo-only-lookup-key"
# The demo seals with its own authority and its own clock; every page says so.
SEAL_ALLOW_DEMO_CA = True
TIMESTAMP_DEMO = env.bool("TIMESTAMP_DEMO", default=True)
WHITENOISE_USE_FINDERS = True  # no collectstatic: up in a second
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
# Text messages of a demo end in a file; only a demo has this gateway.
REMINDER_GATEWAYS["sms"] = env.str("REMINDER_SMS", default="reminders.adapters.files.FileGateway")
# Demo accounts keep the printed password, so the first log-in does not ask for another.
JIANGTANG_PASSWORD_MAX_DAYS = 0

# A demo's terminal shows its accounts, not every request.
LOGGING["root"]["level"] = "WARNING"
