"""Background work of the pledges: ids in, one flow call."""

import tempfile

from celery.schedules import crontab
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils import timezone

from cms.flows.jobs import enqueue, job_task, periodic
from pledges.rounds.flows.audience import sync_round
from pledges.rounds.flows.binders import bind_round
from pledges.rounds.flows.parcels import pack_round
from pledges.rounds.models.envelope import Envelope, SigningRound
from pledges.rounds.models.template import PledgeTemplateVersion
from pledges.rounds.queries.previews import sample_pdf
from staff.flows.exports import keep_reach
from staff.models.organisation import Organisation
from staff.permissions import POLICY


@job_task("rounds.export_round", slow=True)
def export_round(job, *, round_id: int, unit: str = "") -> None:
    """The ZIP of a round, within the reach that the asking person has when it runs."""
    asked = _asked(job, round_id, unit)
    keep_reach(job, "rounds.list_envelopes")
    with tempfile.TemporaryFile() as target:
        for piece in pack_round(**asked, progress=_shown(job)):
            target.write(piece)
        target.seek(0)
        job.attach(File(target), f"{asked['round_'].title} {asked['unit']}.zip")


@job_task("rounds.bind_round", slow=True)
def bind(job, *, round_id: int, unit: str = "") -> None:
    """The binder of a round, within the same reach."""
    asked = _asked(job, round_id, unit)
    keep_reach(job, "rounds.list_envelopes")
    with tempfile.TemporaryFile() as target:
        bind_round(**asked, target=target, progress=_shown(job))
        target.seek(0)
        job.attach(File(target), f"{asked['round_'].title} {asked['unit']} 阅读汇编本.pdf")


def _asked(job, round_id: int, unit: str) -> dict:
    """Who asks, when, and for which envelopes: those below the unit with this code, or all."""
    round_ = SigningRound.objects.select_related("version", "organisation").get(pk=round_id)
    place = Organisation.objects.filter(code=unit).first() if unit else round_.organisation
    mine = POLICY.scope(job.requested_by, "rounds.list_envelopes", Envelope.objects.all())
    return {
        "round_": round_,
        "envelopes": mine.filter(member__organisation__path__startswith=place.path),
        "by": job.requested_by,
        "at": timezone.now(),
        "unit": place.name,
    }


def _shown(job):
    return lambda done, total: job.progress(done, total, timezone.now())


@job_task("rounds.preview_version", slow=True)
def preview_version(job, *, version_id: int) -> None:
    """The sample PDF of a version, for the person who writes it."""
    version = PledgeTemplateVersion.objects.get(pk=version_id)
    data = sample_pdf(version, timezone.localdate())
    keep_reach(job, "rounds.open_round")
    job.attach(ContentFile(data), f"{version} 样张.pdf")


@periodic("rounds.sync_rounds", crontab(hour=7, minute=30))
def sync_rounds() -> int:
    """Once a day: every open round follows the roster; the ladder then finds who is new."""
    rounds = SigningRound.objects.open().values_list("pk", flat=True)
    for pk in rounds:
        enqueue("rounds.sync_round", round_id=pk)
    return len(rounds)


@job_task("rounds.sync_round")
def sync(job, *, round_id: int) -> None:
    sync_round(round_id=round_id, at=timezone.now())
