"""Background work of the pledges: ids in, one flow call."""

import tempfile

from celery import shared_task
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils import timezone

from cms.lib.queue import enqueue, job_task
from pledges.flows import anchors, checking
from pledges.flows.audience import sync_round
from pledges.flows.binders import bind_round
from pledges.flows.custody_documents import make_document
from pledges.flows.kinship import find_late, raise_late_declarations
from pledges.flows.kinship_registers import export_register
from pledges.flows.parcels import pack_round
from pledges.flows.previews import sample_pdf
from pledges.flows.reminders import deliver_reminders, remind_round
from pledges.flows.seal_warnings import warn_of_endings
from pledges.flows.sealing import seal_envelope, sweep_envelopes
from pledges.flows.stamps import renew_stamp, stamp_waiting, sweep_renewals, sweep_stamps
from pledges.flows.strays import sweep_staged
from pledges.models.envelope import Envelope, SigningRound
from pledges.models.template import PledgeTemplateVersion
from pledges.permissions import POLICY
from staff.models import Organisation


@job_task("pledges.seal_envelope")
def seal(job, *, envelope_id: int) -> None:
    seal_envelope(envelope_id=envelope_id, at=timezone.now())


@shared_task(name="pledges.sweep_envelopes")
def sweep() -> int:
    return sweep_envelopes(at=timezone.now())


@shared_task(name="pledges.sweep_staged")
def sweep_unfinished_files() -> int:
    return sweep_staged(at=timezone.now())


@shared_task(name="pledges.warn_of_endings")
def warn() -> int:
    return warn_of_endings(at=timezone.now())


@shared_task(name="pledges.sweep_stamps")
def sweep_missing_stamps() -> int:
    return sweep_stamps(at=timezone.now())


@job_task("pledges.stamp_document")
def stamp(job, *, wait_id: int) -> None:
    stamp_waiting(wait_id=wait_id, at=timezone.now())


@shared_task(name="pledges.sweep_renewals")
def sweep_ending_stamps() -> int:
    return sweep_renewals(at=timezone.now())


@job_task("pledges.renew_stamp")
def renew(job, *, kind: str, document_id: int) -> None:
    renew_stamp(kind=kind, document_id=document_id, at=timezone.now())


@job_task("pledges.export_round")
def export_round(job, *, round_id: int, unit: str = "") -> None:
    """The ZIP of a round, within the reach that the asking person has when it runs."""
    asked = _asked(job, round_id, unit)
    with tempfile.TemporaryFile() as target:
        for piece in pack_round(**asked, progress=_shown(job)):
            target.write(piece)
        target.seek(0)
        job.attach(File(target), f"{asked['round_'].title} {asked['unit']}.zip")


@job_task("pledges.bind_round")
def bind(job, *, round_id: int, unit: str = "") -> None:
    """The binder of a round, within the same reach."""
    asked = _asked(job, round_id, unit)
    with tempfile.TemporaryFile() as target:
        bind_round(**asked, target=target, progress=_shown(job))
        target.seek(0)
        job.attach(File(target), f"{asked['round_'].title} {asked['unit']} 阅读汇编本.pdf")


def _asked(job, round_id: int, unit: str) -> dict:
    """Who asks, when, and for which envelopes: those below the unit with this code, or all."""
    round_ = SigningRound.objects.select_related("version", "organisation").get(pk=round_id)
    place = Organisation.objects.filter(code=unit).first() if unit else round_.organisation
    mine = POLICY.scope(job.requested_by, "pledges.list_envelopes", Envelope.objects.all())
    return {
        "round_": round_,
        "envelopes": mine.filter(member__organisation__path__startswith=place.path),
        "by": job.requested_by,
        "at": timezone.now(),
        "unit": place.name,
    }


def _shown(job):
    return lambda done, total: job.progress(done, total, timezone.now())


@job_task("pledges.preview_version")
def preview_version(job, *, version_id: int) -> None:
    """The sample PDF of a version, for the person who writes it."""
    version = PledgeTemplateVersion.objects.get(pk=version_id)
    data = sample_pdf(version, timezone.localdate())
    job.attach(ContentFile(data), f"{version} 样张.pdf")


@shared_task(name="pledges.make_roots")
def make_roots() -> int:
    return len(anchors.make_roots(at=timezone.now()))


@job_task("pledges.send_root")
def send_root(job, *, root_id: int) -> None:
    anchors.send_root(root_id=root_id, at=timezone.now())


@shared_task(name="pledges.verify_evidence")
def verify_evidence() -> int:
    return len(checking.check_everything(at=timezone.now()).faults)


@job_task("pledges.custody_pdf")
def custody_pdf(job, *, agreement_id: int, kind: str) -> None:
    make_document(agreement_id=agreement_id, kind=kind, at=timezone.now())


@shared_task(name="pledges.sync_rounds")
def sync_rounds() -> int:
    """Once a day: every open round follows the roster, then takes its rung of the ladder."""
    rounds = SigningRound.objects.filter(state="open").values_list("pk", flat=True)
    for pk in rounds:
        enqueue("pledges.sync_round", round_id=pk)
    return len(rounds)


@job_task("pledges.sync_round")
def sync(job, *, round_id: int) -> None:
    sync_round(round_id=round_id, at=timezone.now())
    remind_round(round_id=round_id, at=timezone.now())


@job_task("pledges.deliver_reminders")
def deliver(job) -> None:
    deliver_reminders(at=timezone.now())


@job_task("pledges.export_relatives")
def export_relatives(job, *, kind: str, ask: dict) -> None:
    """A long register, within the reach that the asking person has when it runs."""
    name, data = export_register(kind=kind, ask=ask, by=job.requested_by, at=timezone.now())
    job.attach(ContentFile(data), name)


@shared_task(name="pledges.watch_declarations")
def watch_declarations() -> int:
    """Once a day: remind of every declaration that is overdue; how many are new."""
    at = timezone.now()
    return raise_late_declarations(members=find_late(timezone.localdate(at)), at=at)
