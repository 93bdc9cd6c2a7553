"""Settings shared by every environment. Helpers fail loudly; nothing here computes."""

from pathlib import Path

import environ
import structlog
from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from cms.settings import security
from cms.settings.sealing import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Everything the running system writes lives under one folder, so that one path is backed up.
VAR_DIR = Path(env.str("JIANGTANG_VAR", default=str(BASE_DIR / "var")))

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
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "cms.middleware.RequestLogMiddleware",
    "cms.middleware.IdleLimitMiddleware",
    "cms.middleware.FirstPasswordMiddleware",
    "cms.middleware.DoorMiddleware",
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
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 2, "max_size": 12, "timeout": 10}}

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
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

# --- Accounts
AUTH_USER_MODEL = "staff.User"
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["staff.adapters.login.StaffNumberOrPhoneBackend"]
ACCOUNT_ADAPTER = "staff.views.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "staff.forms.login.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": env.str("JIANGTANG_LOGIN_FAILED_LIMIT", default=security.LOGIN_FAILED_LIMIT),
    # Successful log-ins are not counted: a whole bureau arrives from one address at nine.
    "login": None,
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "staff.adapters.second_factor.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Jiangtang"
# Whether the roles of staff.engine.roles.SENSITIVE must enrol before /admin/ and /desk/ open.
JIANGTANG_REQUIRE_MFA = env.bool("JIANGTANG_REQUIRE_MFA", default=False)
AUTH_PASSWORD_VALIDATORS = security.PASSWORD_VALIDATORS
# scrypt instead of PBKDF2: memory-hard, and several times cheaper at the 9 o'clock log-in rush.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
JIANGTANG_IDLE_MINUTES = env.int("JIANGTANG_IDLE_MINUTES", default=security.IDLE_MINUTES)
JIANGTANG_PASSWORD_MAX_DAYS = env.int(
    "JIANGTANG_PASSWORD_MAX_DAYS", default=security.PASSWORD_MAX_DAYS
)

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

# --- Wagtail
WAGTAIL_SITE_NAME = "讲堂"
WAGTAILADMIN_BASE_URL = env.str("JIANGTANG_BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = True
# Passwords change at /accounts/ only, where history, age and lock-out are kept.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt", "vtt", "zip"]
WAGTAILDOCS_CONTENT_TYPES = {"pdf": "application/pdf"}
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "h4", "bold", "ol", "ul", "link", "document-link", "hr"]},
    }
}
TASKS = {"default": {"BACKEND": "cms.adapters.wagtail_tasks.CeleryBackend"}}

# --- Background work: Redis when given, else a folder of messages (one machine, no service).
QUEUE_DIR = VAR_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600}
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
    }
)
CELERY_TASK_IGNORE_RESULT = True  # the Job row is the result
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# What may take long waits in a queue of its own, so that scoring an exam never stands behind it.
CELERY_TASK_ROUTES = {
    name: {"queue": "slow"}
    for name in (
        "rounds.seal_envelope",
        "rounds.export_round",
        "rounds.bind_round",
        "rounds.preview_version",
        "evidence.fetch_timestamp",
        "evidence.renew_timestamp",
        "staff.apply_roster",
        "overview.export_people",
    )
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "resend-jobs": {"task": "cms.resend_jobs", "schedule": 60.0},
    "drop-old-results": {"task": "cms.drop_old_results", "schedule": 3600.0},
    "publish-scheduled": {"task": "cms.publish_scheduled", "schedule": 300.0},
    "sync-roles": {"task": "staff.sync_roles", "schedule": 600.0},
    "sweep-attempts": {"task": "exams.sweep_attempts", "schedule": 60.0},
    "prepare-sittings": {"task": "exams.prepare_sittings", "schedule": 300.0},
    "sweep-envelopes": {"task": "rounds.sweep_envelopes", "schedule": 60.0},
    "sweep-staged": {"task": "evidence.sweep_staged", "schedule": 3600.0},
    "sweep-stamps": {"task": "evidence.sweep_timestamps", "schedule": 60.0},
    "renew-stamps": {"task": "evidence.sweep_renewals", "schedule": crontab(hour=3, minute=20)},
    "warn-certificates": {
        "task": "evidence.warn_of_endings",
        "schedule": crontab(hour=8, minute=0),
    },
    "sync-rounds": {"task": "rounds.sync_rounds", "schedule": crontab(hour=7, minute=30)},
    "watch-declarations": {
        "task": "kinship.watch_declarations",
        "schedule": crontab(hour=6, minute=50),
    },
    "make-evidence-roots": {"task": "evidence.make_roots", "schedule": crontab(hour=0, minute=40)},
    "verify-evidence": {"task": "evidence.verify_evidence", "schedule": crontab(hour=2, minute=10)},
}

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
# Who hears of it when the nightly check finds something that does not hold.
EVIDENCE_ALARM_EMAILS = env.list("EVIDENCE_ALARM_EMAILS", default=[])

# --- Reminders to sign: channels in_product, email, sms; days between them after the last day.
PLEDGE_REMINDER_CHANNELS = env.list("PLEDGE_REMINDER_CHANNELS", default=["in_product", "email"])
PLEDGE_REMIND_EVERY_DAYS = env.int("PLEDGE_REMIND_EVERY_DAYS", default=3)
PLEDGE_SMS_GATEWAY = env.str(
    "PLEDGE_SMS_GATEWAY", default="reminders.adapters.channels.FileGateway"
)

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
