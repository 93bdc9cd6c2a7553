"""Production: everything secret comes from the environment; a missing value stops the start."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
FIELD_KEYS = env.list("JIANGTANG_FIELD_KEYS")
LOOKUP_KEY = env.str("JIANGTANG_LOOKUP_KEY")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many of our own proxies stand in front: only their X-Forwarded-For entries are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("JIANGTANG_PROXIES", default=1)
JIANGTANG_PROXIES_TOLD = "JIANGTANG_PROXIES" in env.ENVIRON
JIANGTANG_REQUIRE_MFA = env.bool("JIANGTANG_REQUIRE_MFA", default=True)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
