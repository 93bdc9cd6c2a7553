"""Settings shared by every environment. Helpers fail loudly; nothing here computes."""

import structlog
from django.utils.translation import gettext_lazy as _

from cms.settings import security
from cms.settings.accounts import *  # noqa: F403
from cms.settings.editing import *  # noqa: F403
from cms.settings.environment import BASE_DIR, REDIS_URL, VAR_DIR, env
from cms.settings.queue import *  # noqa: F403
from cms.settings.reminding import *  # noqa: F403
from cms.settings.sealing import *  # noqa: F403

INSTALLED_APPS = [
    "cms",
    "staff",
    "bank",
    "evidence",
    "reminders",
    "courses.learning",
    "exams",
    "pledges.rounds",
    "pledges.custody",
    "pledges.kinship",
    "desk.overview",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cms.middleware.NoNulMiddleware",
    "cms.middleware.PageCompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.middleware.BodyMiddleware",
    "cms.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "cms.middleware.RequestLogMiddleware",
    "cms.middleware.IdleLimitMiddleware",
    "cms.middleware.FirstPasswordMiddleware",
    "cms.middleware.DoorMiddleware",
    "staff.middleware.KnownDeviceMiddleware",
    "cms.middleware.PrivatePagesMiddleware",
    "cms.middleware.PathCSPMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "cms.context.shell",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- Database: SQLite is the embedded default (docs/adr/0001); DATABASE_URL switches to PostgreSQL.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SQLITE_OPTIONS = {
    "timeout": 20,
    # IMMEDIATE takes the write lock at BEGIN: read-then-write never fails half-way (STACK P6).
    "transaction_mode": "IMMEDIATE",
    # FULL syncs every commit: an acknowledged answer survives a power cut.
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
        "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000;"
    ),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # Opening the file and setting its pragmas costs more than a save does.
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["OPTIONS"] = {
        # Whoever asks a database that is away is told within seconds, /healthz first of all.
        "pool": {"min_size": 2, "max_size": 12, "timeout": 4},
        "connect_timeout": 3,
    }

CACHES = {
    "default": {
        "BACKEND": "cms.lib.cache.PatientRedisCache",
        "LOCATION": REDIS_URL,
        # An exam does not wait for a cache.
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if REDIS_URL
    # Shared by the server's processes, so that the log-in lock-out counts across them.
    else {
        "BACKEND": "cms.lib.cache.AtomicFileCache",
        "LOCATION": str(VAR_DIR / "cache"),
        # Never so few that a spray of made-up names could push a lock-out from the shelf.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # Of one process, gone with it: what is made from unchanging rows by this very code.
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# --- Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
TIME_ZONE = "Asia/Shanghai"
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]
FORMAT_MODULE_PATH = ["cms.formats"]

# --- Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Signed files and job results: never under MEDIA_ROOT, only ever sent by a view that checks.
PRIVATE_ROOT = VAR_DIR / "private"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
JIANGTANG_UPLOAD_MAX_BYTES = 20 * 1024 * 1024
BODY_LIMIT, BODY_LIMITS = security.BODY_LIMIT, security.BODY_LIMITS
LARGE_BODY, PUBLIC_UPLOADS = security.LARGE_BODY, security.PUBLIC_UPLOADS
# Of the threads of a web process (four in `make run`), so many may hold a body above 1 MB.
JIANGTANG_LARGE_BODIES_AT_ONCE = env.int("JIANGTANG_LARGE_BODIES_AT_ONCE", default=2)
# Workbooks are read in a process of their own, with bounds; tests spare themselves its start.
JIANGTANG_SHEETS_IN_PLACE = False

# --- Security headers (PathCSPMiddleware loosens /admin/ only; STACK P3)
# Wagtail marks its own preview frames same-origin; nothing else of ours may be framed.
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "cms.views.errors.csrf_failed"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": security.CSP_DIRECTIVES}
SECURE_REFERRER_POLICY = "same-origin"

# --- Keys for personal data at rest: first encrypts, all decrypt; see docs/administrators.md.
FIELD_KEYS = env.list("JIANGTANG_FIELD_KEYS", default=[])
LOOKUP_KEY = env.str("JIANGTANG_LOOKUP_KEY", default="")

# --- Exams: how long after the deadline an answer sent in time may still be under way, in seconds.
EXAMS_GRACE_SECONDS = env.int("EXAMS_GRACE_SECONDS", default=120)
# Secrets behind the keys of answer files: the first makes them, all open. Empty: SECRET_KEY's.
EXAMS_ANSWER_FILE_SECRETS = env.list("EXAMS_ANSWER_FILE_SECRETS", default=[])

# --- Copies of the daily evidence root leave the house here; see docs/evidence.md.
EVIDENCE_ROOT_EMAILS = env.list("EVIDENCE_ROOT_EMAILS", default=[])
EVIDENCE_ROOT_FOLDER = env.str("EVIDENCE_ROOT_FOLDER", default="")
# SHA-256 fingerprints of the roots that seals and time stamps are judged by; none: every root that
# the program itself noted. A root slipped into the database is believed by neither.
EVIDENCE_TRUSTED_ROOTS = env.list("EVIDENCE_TRUSTED_ROOTS", default=[])
# Who hears of it when the nightly check finds something that does not hold.
EVIDENCE_ALARM_EMAILS = env.list("EVIDENCE_ALARM_EMAILS", default=[])

DEMO = False
SITE_LABEL = _("Jiangtang")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": security.LOG_PROCESSORS,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Wagtail names pages and items it publishes; titles of exam items do not belong in logs.
        "wagtail": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
