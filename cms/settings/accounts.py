"""Accounts: how people log in, how long a session lives, what a password must be."""

from cms.settings import security
from cms.settings.environment import env

AUTH_USER_MODEL = "staff.User"
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["staff.queries.login.StaffNumberOrPhoneBackend"]
ACCOUNT_ADAPTER = "staff.views.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "staff.forms.login.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
JIANGTANG_LOGIN_TRIES = env.int("JIANGTANG_LOGIN_TRIES", default=security.LOGIN_TRIES)
JIANGTANG_NOISY = env.int("JIANGTANG_NOISY_ADDRESS", default=security.NOISY_ADDRESS)
ACCOUNT_RATE_LIMITS = {
    # Counted in the database, by staff.flows.tries: a cache may be away.
    "login_failed": None,
    "reauthenticate": None,
    # Successful log-ins are not counted: a whole bureau arrives from one address at nine.
    "login": None,
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "staff.adapters.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "staff.forms.login.CodeForm",
    "reauthenticate": "staff.forms.login.CodeAgainForm",
}
MFA_TOTP_ISSUER = "Jiangtang"
# Whether a second factor must be set up before reach over people, and the admin of the roles in
# staff.engine.roles.SENSITIVE, opens.
JIANGTANG_REQUIRE_MFA = env.bool("JIANGTANG_REQUIRE_MFA", default=False)
AUTH_PASSWORD_VALIDATORS = security.PASSWORD_VALIDATORS
# scrypt instead of PBKDF2: memory-hard, and several times cheaper at the 9 o'clock log-in rush.
PASSWORD_HASHERS = [
    "staff.adapters.hashing.BackgroundScryptHasher",
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
