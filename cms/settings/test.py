"""The test suite: the demo's keys, fast hashing, tasks run in place, warnings are errors."""

from cms.settings.base import BASE_DIR, CACHES, DATABASES, LOGGING, REDIS_URL, env
from cms.settings.dev import *  # noqa: F403

TEST_VAR = BASE_DIR / "var" / env.str("JIANGTANG_TEST_NAME", default="test")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # looks files up when asked, instead of listing all at each start
CELERY_TASK_ALWAYS_EAGER = True
JIANGTANG_SHEETS_IN_PLACE = True
VAR_DIR = TEST_VAR / env.str("PYTEST_XDIST_WORKER", default="gw0")  # turns of its own
CELERY_TASK_EAGER_PROPAGATES = True
MEDIA_ROOT = TEST_VAR / "media"
PRIVATE_ROOT = TEST_VAR / "private"
TIMESTAMP_DEMO = False  # tests of the time stamps ask for it
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if REDIS_URL:
    # A Redis database for each test process: one clears its cache while another counts in it.
    NUMBER = int(env.str("PYTEST_XDIST_WORKER", default="gw0").removeprefix("gw"))
    CACHES["default"]["LOCATION"] = f"{REDIS_URL.rpartition('/')[0]}/{8 + NUMBER % 6}"
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    TEST_VAR.mkdir(parents=True, exist_ok=True)
    # A file, not memory: --reuse-db works, and threads see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_VAR / "test.sqlite3")}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Tests need no crash safety; the production pragma is asserted by its own test.
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {}
    DATABASES["default"]["TEST"] = {
        "NAME": "test_jiangtang_" + env.str("JIANGTANG_TEST_NAME", default="test")
    }

# Thousands of requests would drown the one line that matters; a log test sets its own level.
LOGGING["root"]["level"] = "ERROR"
