"""Liveness and readiness that really look (each failing part is named)."""

import os
from datetime import timedelta
from pathlib import Path

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

QUEUE_LIMIT = timedelta(minutes=10)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


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
    found = {}
    for name, check in checks.items():
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
