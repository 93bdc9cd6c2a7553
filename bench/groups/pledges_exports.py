"""Handing out rounds of 1,085 and 10,000 pledges, and walking a chain of a million entries.

Exports run as people run them, `manage.py export_round`, each in a process of its own, so that
its peak of memory is its own. The floor of a ZIP is reading and hashing the same files. The 1,085
PDFs are made by the product; those of the 10,000 are copies with a line of their own at the end.

Environment: ENTRIES (1000000), SEALED (1085: how many PDFs the product makes; the others are
copies, which flatters the binder).
"""

import hashlib
import os
import time
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from bench.peak import measured
from bench.rows import Recorder
from cms.lib.demo import Demo
from evidence.engine.codes import make_code
from evidence.flows.chain import Event, record_many
from evidence.flows.files import make_file
from evidence.models.stored import FileWait, StoredFile
from evidence.queries.chains import broken_chains
from evidence.queries.files import files_by_subject
from pledges.rounds.demo.rounds import sign_in_bulk
from pledges.rounds.models.envelope import SIGNED_FILE, Envelope, SigningRound
from pledges.rounds.models.events import PledgeEvent
from staff.models.member import Member
from staff.models.organisation import Organisation

LARGE = 10_000
SEALED = int(os.environ.get("SEALED", "1085"))
ENTRIES = int(os.environ.get("ENTRIES", "1000000"))
BATCH = 10_000
COMMAND = ("django.core.management:call_command", "export_round")


def run(record: Recorder) -> None:
    call_command("seed_demo", stdout=StringIO())
    round_ = SigningRound.objects.order_by("pk").first()
    sign_and_seal_all(round_)
    export(record, round_, "zip_1085")
    bind(record, round_)
    export(record, large_round(round_), "zip_10000")
    chain(record)


def sign_and_seal_all(round_: SigningRound) -> None:
    """Everybody in the round has signed, and every PDF is there, made by the product."""
    demo = Demo(at=timezone.now(), say=lambda line: None)
    open_ones = round_.envelopes.exclude(signed_at__isnull=False)
    open_ones.exclude(status__in=["open", "viewed"]).update(
        status="open", ended_at=None, ended_by=None, ended_reason=""
    )
    left = list(open_ones.select_related("member__organisation", "member__post"))
    moment = demo.at - timedelta(hours=1)
    times = {envelope.pk: (moment, moment + timedelta(minutes=3)) for envelope in left}
    sign_in_bulk(demo, round_, left, times, everybody=[])
    waiting = list(round_.envelopes.filter(status="signed").order_by("pk"))
    have = round_.envelopes.filter(status="sealed").count()
    for envelope in waiting[: max(0, SEALED - have)]:
        make_file(subject=envelope.subject, kind="signed", at=demo.at)
    rest = list(round_.envelopes.filter(status="signed"))
    if rest:
        add_files(rest, sample_files(round_)[1])
        round_.envelopes.filter(status="signed").update(status="sealed")


def files_of(round_: SigningRound) -> list[Path]:
    rows = files_by_subject([one.subject for one in round_.envelopes.all()], SIGNED_FILE)
    return [Path(settings.PRIVATE_ROOT) / row.path for row in rows.values()]


def read_all(paths: list[Path]) -> float:
    """Seconds that reading and hashing these files takes."""
    started = time.perf_counter()
    for path in paths:
        hashlib.sha256(path.read_bytes()).hexdigest()
    return time.perf_counter() - started


def export(record: Recorder, round_: SigningRound, name: str) -> None:
    paths = files_of(round_)
    target = Path(settings.VAR_DIR) / f"{name}.zip"
    read_all(paths)
    floor = read_all(paths)
    seconds, peak = measured(*COMMAND, str(round_.pk), "--zip", str(target))
    with ZipFile(target) as archive:
        inside = sum(member.endswith(".pdf") for member in archive.namelist())
    assert inside == len(paths), (inside, len(paths))
    record.add(f"pledges.{name}", seconds, "s", floor)
    record.add(f"pledges.{name}.peak_mb", peak, "MB")
    record.add(f"pledges.{name}.files", inside, "files")
    record.add(f"pledges.{name}.size", target.stat().st_size / 1e6, "MB")
    target.unlink()


def bind(record: Recorder, round_: SigningRound) -> None:
    target = Path(settings.VAR_DIR) / "binder.pdf"
    seconds, peak = measured(*COMMAND, str(round_.pk), "--binder", str(target))
    record.add("pledges.binder_1085", seconds, "s")
    record.add("pledges.binder_1085.peak_mb", peak, "MB")
    record.add("pledges.binder_1085.size", target.stat().st_size / 1e6, "MB")
    target.unlink()


def large_round(like: SigningRound) -> SigningRound:
    """A round of LARGE people of their own, each with a file."""
    sample, pdfs = sample_files(like)
    offices = list(Organisation.objects.filter(depth=3))
    post = Member.objects.first().post
    round_ = SigningRound.objects.get(pk=like.pk)
    round_.pk, round_.title = None, "一万人的批次"
    round_.save()
    for start in range(0, LARGE, 1000):
        members = Member.objects.bulk_create(
            Member(
                staff_number=f"LN{number:06d}",
                name=f"人{number}",
                category="caseworker",
                organisation=offices[number % len(offices)],
                post=post,
            )
            for number in range(start, start + 1000)
        )
        seal_copies(round_, members, sample, pdfs, start)
    return round_


def sample_files(round_: SigningRound) -> tuple[list[Envelope], list[bytes]]:
    """Some sealed envelopes with the bytes of their PDFs."""
    sample = list(round_.envelopes.filter(status="sealed")[:200])
    files = files_by_subject([one.subject for one in sample], SIGNED_FILE)
    paths = [Path(settings.PRIVATE_ROOT) / files[one.subject].path for one in sample]
    return sample, [path.read_bytes() for path in paths]


def seal_copies(round_, members, sample, pdfs, start: int) -> None:
    envelopes = Envelope.objects.bulk_create(
        Envelope(
            round=round_,
            member=member,
            code=make_code(number.to_bytes(10, "big")),
            number=f"承诺〔{round_.year}〕L-{number}号",
            status="sealed",
            text=sample[0].text,
            digest=sample[0].digest,
            member_name=member.name,
            organisation_name=member.organisation.name,
            post_name=member.post.name,
            viewed_at=sample[0].viewed_at,
            signed_at=sample[0].signed_at,
        )
        for number, member in enumerate(members, start)
    )
    add_files(envelopes, pdfs)


def add_files(envelopes, pdfs) -> None:
    """A stored PDF for each envelope: one of `pdfs` with a last line of its own."""
    folder = Path(settings.PRIVATE_ROOT) / "large"
    folder.mkdir(parents=True, exist_ok=True)
    documents = []
    for number, envelope in enumerate(envelopes):
        data = pdfs[number % len(pdfs)] + f"\n%{envelope.code}\n".encode()
        (folder / f"{envelope.code}.pdf").write_bytes(data)
        documents.append(
            StoredFile(
                subject=envelope.subject,
                kind=SIGNED_FILE,
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
                path=f"large/{envelope.code}.pdf",
                renderer="bench",
                made_at=envelope.signed_at,
            )
        )
    StoredFile.objects.bulk_create(documents)
    FileWait.objects.filter(subject__in=[row.subject for row in documents]).delete()


@dataclass(frozen=True)
class Long:
    """The subject of the long chain."""

    subject: str = "bench:long"


def chain(record: Recorder) -> None:
    """Built and walked by the product's own code."""
    at, subject = timezone.now(), Long()
    started = time.perf_counter()
    for start in range(0, ENTRIES, BATCH):
        record_many(
            [
                Event(subject, PledgeEvent.READ, at + timedelta(seconds=n), {"by": n})
                for n in range(start, start + BATCH)
            ]
        )
    record.add("pledges.chain_1m.build", time.perf_counter() - started, "s")
    broken = len(list(broken_chains()))
    seconds, peak = measured("bench.groups.pledges_exports:walk")
    record.add("pledges.chain_1m", seconds, "s")
    record.add("pledges.chain_1m.peak_mb", peak, "MB")
    record.add("pledges.chain_1m.entries", ENTRIES, "entries")
    record.add("pledges.chain_1m.broken", broken, "chains")


def walk() -> None:
    """Every chain there is, in a process of its own."""
    for _broken in broken_chains():
        pass
