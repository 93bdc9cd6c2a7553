"""Long work that a person asked for: progress while it runs, a result to fetch later."""

import secrets
from datetime import datetime

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def private_storage() -> FileSystemStorage:
    """Files that only a checking view may send; there is no URL to them."""
    return FileSystemStorage(location=settings.PRIVATE_ROOT, base_url=None)


def new_token() -> str:
    return secrets.token_urlsafe(16)


class JobQuerySet(models.QuerySet["Job"]):
    def claim(self, pk: int, now: datetime) -> "Job | None":
        """Take a queued job for this process; None when another runner has or had it."""
        taken = self.filter(pk=pk, state=Job.State.QUEUED).update(
            state=Job.State.RUNNING, touched_at=now, tries=F("tries") + 1
        )
        return self.get(pk=pk) if taken else None


class Job(models.Model):
    """One asked-for piece of background work, and the outbox row that makes sure it is sent."""

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("job", "Waiting")
        RUNNING = "running", pgettext_lazy("job", "Running")
        DONE = "done", pgettext_lazy("job", "Done")
        FAILED = "failed", pgettext_lazy("job", "Failed")

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    name = models.CharField(_("task"), max_length=80)
    arguments = models.JSONField(_("arguments"), default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    result = models.FileField(storage=private_storage, upload_to="jobs/%Y/%m/", blank=True)
    # By which right the result was made, over which places: who fetches it must have all of it yet.
    reach = models.JSONField(default=dict)
    result_name = models.CharField(max_length=200, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes = [models.Index(fields=["state", "touched_at"], name="job_state_touched")]
        constraints = [
            models.CheckConstraint(
                condition=Q(total=0) | Q(done__lte=F("total")), name="job_done_within_total"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    def progress(self, done: int, total: int, now: datetime) -> None:
        """Show how far the work is, and that its runner is alive."""
        type(self).objects.filter(pk=self.pk).update(done=done, total=total, touched_at=now)

    def attach(self, content: File, name: str) -> None:
        """Keep the result file; `name` is what the person's browser will save it as."""
        self.result_name = name
        self.result.save(f"{self.token}{name[name.rfind('.') :]}", content, save=False)
        self.save(update_fields=["result", "result_name"])

    def finish(self, now: datetime) -> None:
        type(self).objects.filter(pk=self.pk).update(state=self.State.DONE, finished_at=now)

    def fail(self, message: str, now: datetime) -> None:
        type(self).objects.filter(pk=self.pk).update(
            state=self.State.FAILED, message=message, finished_at=now
        )
