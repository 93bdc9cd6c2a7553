"""From the sweep to the message, through the outbox."""

from datetime import timedelta

from django.utils import timezone

from cms.models.jobs import Job
from reminders.models.reminder import Reminder
from reminders.tasks import sweep


def test_a_sweep_ends_in_messages(
    chores, world, channels, time_machine_at, at, django_capture_on_commit_callbacks
):
    taken = channels(in_product="Taking")
    today = timezone.localdate(at)
    for name in ("staff", "stranger"):
        chores.add(name, world.members[name], today, today + timedelta(days=3))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep() == 2
    assert len(taken) == 2
    assert set(Reminder.objects.values_list("outcome", "sent_at")) == {("sent", at)}
    job = Job.objects.get(name="reminders.deliver")
    assert (job.state, job.done, job.total, job.arguments) == ("done", 2, 2, {})
