"""Wagtail's own background tasks (search index, reference index), carried by Celery."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import TaskResult, TaskResultStatus
from django_tasks.signals import task_enqueued
from django_tasks.utils import get_random_id, normalize_json


@shared_task(name="cms.wagtail_task", ignore_result=True)
def run_wagtail_task(path: str, args: list, kwargs: dict) -> None:
    import_string(path).call(*args, **kwargs)


class CeleryBackend(BaseTaskBackend):
    """Sends a django-tasks task after the commit; its result is not kept."""

    supports_priority = True

    def enqueue(self, task, args, kwargs):
        self.validate_task(task)
        payload = normalize_json({"args": list(args), "kwargs": kwargs})
        result = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=payload["args"],
            kwargs=payload["kwargs"],
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        message = (task.module_path, payload["args"], payload["kwargs"])
        transaction.on_commit(lambda: run_wagtail_task.apply_async(message, task_id=result.id))
        task_enqueued.send(type(self), task_result=result)
        return result
