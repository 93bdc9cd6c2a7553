"""Settings of the seal: whose key, which time authority; see docs/administrators.md."""

import environ

env = environ.Env()

# Where the key of the seal lives: FileSealer, Pkcs11Sealer, RemoteSealer, or a class of your own.
SEALER = env.str("SEALER", default="evidence.adapters.sealer.FileSealer")
# FileSealer: PKCS#12 or PEM (key, own certificate, chain). Empty: the demo authority below
# PRIVATE_ROOT, made on first use; only where that is allowed.
SEAL_KEY_FILE = env.str("SEAL_KEY_FILE", default="")
SEAL_KEY_PASSWORD = env.str("SEAL_KEY_PASSWORD", default="")
SEAL_ALLOW_DEMO_CA = env.bool("SEAL_ALLOW_DEMO_CA", default=False)
# Pkcs11Sealer and RemoteSealer: the own certificate and its chain (PEM).
SEAL_CHAIN_FILE = env.str("SEAL_CHAIN_FILE", default="")
# Revocation lists (PEM or DER) of the authorities in the chain; wanted for B-LTA.
SEAL_CRL_FILES = env.list("SEAL_CRL_FILES", default=[])
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_KEY = env.str("SEAL_PKCS11_KEY", default="")
SEAL_PKCS11_PIN = env.str("SEAL_PKCS11_PIN", default="")
SEAL_REMOTE_URL = env.str("SEAL_REMOTE_URL", default="")
SEAL_REMOTE_TOKEN = env.str("SEAL_REMOTE_TOKEN", default="")
SEAL_REMOTE_TIMEOUT = env.float("SEAL_REMOTE_TIMEOUT", default=10)

# B-T puts the time into the signature; B-LTA adds what a check needs in twenty years.
SEAL_LEVEL = env.str("SEAL_LEVEL", default="B-T")
# RFC 3161 authorities, tried in this order; none: files are sealed without a time of others.
TIMESTAMP_URLS = env.list("TIMESTAMP_URLS", default=[])
TIMESTAMP_TIMEOUT = env.float("TIMESTAMP_TIMEOUT", default=5)
# Roots of those authorities (PEM).
TIMESTAMP_ROOTS = env.str("TIMESTAMP_ROOTS", default="")
# Those authorities are the operator's own: their time counts, but not as that of a third party.
TIMESTAMP_OWN = env.bool("TIMESTAMP_OWN", default=False)
# A time authority inside this very process, for demonstrations: proves nothing to others.
TIMESTAMP_DEMO = env.bool("TIMESTAMP_DEMO", default=False)
# Who hears when a certificate runs out or sealing stands still.
SEAL_ALARM_EMAILS = env.list("SEAL_ALARM_EMAILS", default=[])
