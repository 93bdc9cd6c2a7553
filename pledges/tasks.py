"""Background work of the pledges: ids in, one flow call."""

import tempfile

from celery import shared_task
from django.core.files import File
from django.utils import timezone

from cms.lib.queue import job_task
from pledges.flows.exports import write_round_zip
from pledges.flows.sealing import seal_envelope, sweep_envelopes
from pledges.models.envelope import Envelope, SigningRound
from pledges.permissions import POLICY


@job_task("pledges.seal_envelope")
def seal(job, *, envelope_id: int) -> None:
    seal_envelope(envelope_id=envelope_id, at=timezone.now())


@shared_task(name="pledges.sweep_envelopes")
def sweep() -> int:
    return sweep_envelopes(at=timezone.now())


@job_task("pledges.export_round")
def export_round(job, *, round_id: int) -> None:
    """The ZIP of a round, within the reach that the asking person has when it runs."""
    round_ = SigningRound.objects.select_related("version", "organisation").get(pk=round_id)
    mine = POLICY.scope(job.requested_by, "pledges.list_envelopes", Envelope.objects.all())
    with tempfile.TemporaryFile() as target:
        write_round_zip(
            round_=round_,
            envelopes=mine.filter(round=round_),
            target=target,
            by=job.requested_by,
            at=timezone.now(),
            progress=lambda done, total: job.progress(done, total, timezone.now()),
        )
        target.seek(0)
        job.attach(File(target), f"{round_.title}.zip")
