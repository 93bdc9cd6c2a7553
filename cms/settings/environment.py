"""What the machine says: where the project lies, where it writes, which services it has."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Everything the running system writes lives under one folder, so that one path is backed up.
VAR_DIR = Path(env.str("JIANGTANG_VAR", default=str(BASE_DIR / "var")))
REDIS_URL = env.str("REDIS_URL", default="")
