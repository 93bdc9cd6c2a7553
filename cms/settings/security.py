"""Security defaults that follow 等保2.0 (GB/T 22239-2019) level 2 and the starred level 3 items.

Each value can be overridden in one place; `docs/administrators.md` lists them for the customer.
"""

import re

import structlog
from csp.constants import NONCE, NONE, SELF

# What a request may bring, by the start of its address (a regular expression, the first that fits):
# nobody stores hundreds of megabytes before it is known who sends them.
MEGABYTE = 1024 * 1024
LARGE_BODY = MEGABYTE  # the most from strangers; what is larger waits for its turn
BODY_LIMIT = 5 * MEGABYTE
BODY_LIMITS = (
    (r"/exams/attempts/[^/]+/(events|submit|beat)$", 64 * 1024),
    (r"/verify/", 21 * MEGABYTE),  # a file of 20 MB in its wrapping
    (r"/admin/media/", 512 * MEGABYTE),  # recordings of lectures
    (r"/(admin|desk)/", 42 * MEGABYTE),
)
PUBLIC_UPLOADS = ("/verify/",)
# Five failures lock an account for fifteen minutes on all devices it has not logged in on; each
# known device counts for itself. After a hundred failures an address is slowed down (spraying one
# password over many names), never refused.
LOGIN_TRIES = 5
NOISY_ADDRESS = 100
IDLE_MINUTES = 30
PASSWORD_MAX_DAYS = 90
PASSWORD_HISTORY = 5

PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "staff.adapters.passwords.CharacterClassValidator",
        "OPTIONS": {"classes": 3},
    },
    {"NAME": "staff.adapters.passwords.PersonalDataValidator"},
    {
        "NAME": "staff.adapters.passwords.HistoryValidator",
        "OPTIONS": {"remembered": PASSWORD_HISTORY},
    },
]

CSP_DIRECTIVES = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
}

# Long random words in addresses open something: one-time links, uploads, results of jobs.
SECRET_PART = re.compile(r"(?<=/)[A-Za-z0-9_-]{22,}(?=[/?\s]|$)")


def mask_parts(text: str) -> str:
    """An address without what would open something to whoever reads the log."""
    return SECRET_PART.sub("***", text)


def mask_addresses(_logger: object, _method: str, event: dict) -> dict:
    """Every line, Django's own "Not Found: /…" among them, and the traces of errors."""
    for name in ("event", "request", "exception"):
        if isinstance(event.get(name), str):
            event[name] = mask_parts(event[name])
    return event


LOG_PROCESSORS = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    structlog.processors.UnicodeDecoder(),
    mask_addresses,
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *LOG_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
