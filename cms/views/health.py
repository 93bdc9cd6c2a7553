"""Liveness and readiness that really look (each failing part is named)."""

import os
from datetime import timedelta
from pathlib import Path
from threading import Thread

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.models.jobs import Job

PATIENCE = 3  # seconds; both addresses answer within five, whatever is away
NEED_DATABASE = {"migrations", "queue"}
QUEUE_LIMIT = timedelta(minutes=10)


def _database() -> str:
    """Asked in a thread of its own: a database that is away may let its callers wait for ever."""
    told: list[str] = []
    asking = Thread(target=_ask_database, args=[told], daemon=True)
    asking.start()
    asking.join(PATIENCE)
    return told[0] if told else f"no answer within {PATIENCE} s"


def _ask_database(told: list[str]) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        told.append("ok")
    except Exception as fault:  # whatever is broken must be named
        told.append(type(fault).__name__)
    finally:
        connection.close()


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(pending)} pending" if pending else "ok"


def _cache() -> str:
    cache.set("readyz", "1", 10)
    return "ok" if cache.get("readyz") == "1" else "does not keep values"


def _disk() -> str:
    root = Path(settings.PRIVATE_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    free = os.statvfs(root)
    if not os.access(root, os.W_OK):
        return "not writable"
    return "ok" if free.f_bavail * free.f_frsize > 200 * 2**20 else "less than 200 MB free"


def _queue() -> str:
    late = Job.objects.filter(
        state=Job.State.QUEUED, created_at__lt=timezone.now() - QUEUE_LIMIT
    ).count()
    return f"{late} jobs waiting over 10 minutes" if late else "ok"


def _look(checks: dict) -> JsonResponse:
    found: dict[str, str] = {}
    for name, check in checks.items():
        if name in NEED_DATABASE and found.get("database") != "ok":
            found[name] = "not asked: no database"
            continue
        try:
            found[name] = check()
        except Exception as fault:  # whatever is broken must be named, never hidden
            found[name] = type(fault).__name__
    healthy = all(value == "ok" for value in found.values())
    return JsonResponse(
        {"status": "ok" if healthy else "failing", "checks": found},
        status=200 if healthy else 503,
    )


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """Is this process alive and its database answering?"""
    return _look({"database": _database})


@login_not_required
@never_cache
@require_safe
def readyz(request):
    """May this process be given work: schema, cache, disk and queue included?"""
    return _look(
        {
            "database": _database,
            "migrations": _migrations,
            "cache": _cache,
            "disk": _disk,
            "queue": _queue,
        }
    )
