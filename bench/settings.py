"""The benchmarks' world: the demo's settings, an extra empty view, nothing else changed."""

from cms.settings.base import LOGGING
from cms.settings.dev import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

LOGGING["root"]["level"] = "ERROR"  # the request log would be most of what is measured
