"""No signature is lost, doubled or left without its sealed file when every process is killed.

Writers sign through the pages of the production-shaped server, and ask again whenever no reply
comes. The web server and both workers (the slow one seals) get SIGKILL at random moments, often
while a file is being sealed. Afterwards every signature that was acknowledged is looked up, and
every evidence chain, file and row is checked. A killed process is not a power cut.

A refusal is not a loss: a process that is killed while it counts a log-in leaves the count locked
for ten seconds, during which nobody of that address is let in. Who is refused tries again.

The sweepers ask again after minutes; here they are told a later time, so that they act at once.

Environment: KILLS (25), SEED.
"""

import hashlib
import os
import random
import time
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from bench.kills import kill_again_and_again, writing
from bench.pledges import world
from bench.rows import Recorder
from bench.server import Server
from bench.sessions import make_sessions
from cms.flows.jobs import STALE_AFTER, resend_stale
from cms.models.jobs import Job
from evidence.adapters.vault import STAGED
from evidence.flows.checking import check_everything
from evidence.flows.files import FIRST_PAUSE, sweep_files
from evidence.flows.strays import KEPT, sweep_staged
from evidence.models.chain import EvidenceEntry
from evidence.models.stored import FileWait, StoredFile
from pledges.rounds.models.envelope import Envelope, SignatureMark
from staff.models.standing import Credential
from staff.models.user import User

KILLS = int(os.environ.get("KILLS", "25"))
SEED = int(os.environ.get("SEED", "20261125"))
PASSWORD = "Jiangtang-bench-2026"
WRITERS = 6
PEOPLE = 20 * KILLS  # more than the writers get through
SIGNATURES = 3  # each life sees at least so many more
WORKERS_EVERY = 4  # they boot slowly: every fourth life has them, and lasts until they seal
PATIENCE = 60  # seconds until a life must have seen what it was for
SEALING_LIMIT = 180  # seconds until every signature has its file


def ask_again() -> None:
    """Both sweepers, as they act when the pause after a lost message or a dead runner is over."""
    later = timezone.now() + max(FIRST_PAUSE, STALE_AFTER)
    resend_stale(later)
    sweep_files(at=later)


def wait_until_more(rows: QuerySet, more: int) -> None:
    wanted, started = rows.count() + more, time.monotonic()
    while rows.count() < wanted:
        assert time.monotonic() - started < PATIENCE, "nothing gets on; see the logs in var/bench"
        time.sleep(0.1)


class Lives:
    """Which processes a life of the server has, and how long it lasts at least."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def begin(self, number: int) -> None:
        self.server.start_web()
        if number % WORKERS_EVERY == 0 or number == KILLS - 1:
            self.server.start_worker()
            self.server.start_slow_worker()

    def linger(self, number: int) -> None:
        """A life is not ended before signatures came in and the workers, if any, are at work."""
        wait_until_more(SignatureMark.objects.all(), SIGNATURES)
        if self.server.slow is not None:
            ask_again()
            wait_until_more(StoredFile.objects.all(), 1)


def settle() -> None:
    """Until every signature has its file and no job is open, or the limit is over."""
    started = asked = time.monotonic()
    ask_again()
    while time.monotonic() - started < SEALING_LIMIT:
        busy = Job.objects.filter(state__in=["queued", "running"])
        if not FileWait.objects.exists() and not busy:
            return
        if time.monotonic() - asked > 20:
            asked = time.monotonic()
            sweep_files(at=timezone.now() + FIRST_PAUSE)
        time.sleep(0.5)


def _counts(kind: str) -> Counter:
    return Counter(EvidenceEntry.objects.filter(kind=kind).values_list("subject", flat=True))


def _is_whole(envelope: Envelope, files: dict[str, StoredFile]) -> bool:
    """Whether the sealed file is there, with the bytes that its row names."""
    sealed = files.get(envelope.subject)
    if sealed is None or not envelope.is_sealed:
        return False
    try:
        data = (Path(settings.PRIVATE_ROOT) / sealed.path).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(data).hexdigest() == sealed.sha256


def compare(record: Recorder, seen: dict) -> None:
    """The signers' ledger against the database and the stored files."""
    envelopes = {e.code: e for e in Envelope.objects.select_related("mark")}
    files = {row.subject: row for row in StoredFile.objects.filter(kind="signed")}
    signed, sealed = _counts("signed"), _counts("sealed")
    held = Counter(Credential.objects.filter(kind="pledge").values_list("source", flat=True))
    lost = [
        code
        for code in seen["receipts"]
        if not (
            (envelope := envelopes[code]).is_signed
            and hasattr(envelope, "mark")
            and signed[envelope.subject]
            and held[f"pledge:{envelope.pk}"]
        )
    ]
    double = sum(n - 1 for found in (signed, sealed, held) for n in found.values())
    there = [envelope for envelope in envelopes.values() if envelope.is_signed]
    unsealed = [e.code for e in there if not (sealed[e.subject] and _is_whole(e, files))]
    record.add("pledges.kill.signed", len(set(seen["receipts"])), "pledges")
    record.add("pledges.kill.lost", len(lost), "pledges")
    record.add("pledges.kill.duplicate", double, "rows")
    record.add("pledges.kill.unsealed", len(unsealed), "pledges")
    broken = _unwanted(envelopes, files, set(seen["sent"])) + [
        f"{fault['code']}: {fault['where']}" for fault in check_everything(at=timezone.now()).faults
    ]
    record.add("pledges.kill.broken", len(broken), "faults")
    print("   ", lost[:3], unsealed[:3], broken[:5])


def _unwanted(
    envelopes: dict[str, Envelope], files: dict[str, StoredFile], sent: set[str]
) -> list[str]:
    """Signed or sealed without anybody's signature, and files that no row names."""
    marks = [e for e in envelopes.values() if e.is_signed or hasattr(e, "mark")]
    signed = {e.subject for e in envelopes.values() if e.is_signed}
    root = Path(settings.PRIVATE_ROOT)
    found = {str(path.relative_to(root)) for path in (root / "pledges").rglob("[!.]*.pdf")}
    return [
        *(f"nobody signed: {e.code}" for e in marks if e.code not in sent),
        *(f"sealed, not signed: {row.path}" for row in files.values() if row.subject not in signed),
        *(f"no row: {path}" for path in found - {row.path for row in files.values()}),
    ]


def sweep(record: Recorder) -> None:
    """What killed workers left of their files is cleared away."""
    root = Path(settings.PRIVATE_ROOT)
    record.add("pledges.kill.staged", len(list(root.rglob(f"{STAGED}*"))), "files")
    sweep_staged(at=timezone.now() + KEPT)
    record.add("pledges.kill.unswept", len(list(root.rglob(f"{STAGED}*"))), "files")


def signers() -> list[dict]:
    """Everybody of a fresh round who may sign, with a session and a drawn name."""
    envelopes = list(world.agreed(world.make_round(PEOPLE, PASSWORD)))
    sessions = make_sessions(User.objects.filter(member__envelopes__in=envelopes))
    return [
        {
            "code": envelope.code,
            "session": sessions[envelope.member.staff_number],
            "drawn": world.draw(envelope),
        }
        for envelope in envelopes
    ]


def run(record: Recorder) -> None:
    server = Server()
    lives = Lives(server)
    plan = {
        "people": signers(), "password": PASSWORD, "port": server.port, "writers": WRITERS,
    }  # fmt: skip
    lives.begin(0)
    try:
        server.wait_until_up()
        with writing("bench.pledges.signers", plan) as ended:
            chance = random.Random(SEED)
            kills = kill_again_and_again(server, KILLS, chance, lives.begin, lives.linger)
            seen = ended()
        settle()
        record.add("pledges.kill.kills", kills, "kills")
        compare(record, seen)
        record.add("pledges.kill.refused", len(seen["refused"]), "replies")
        record.add("pledges.kill.retries", seen["retries"], "requests")
        print("   ", Counter(seen["refused"]).most_common(3), f"{seen['left']} people left")
        sweep(record)
    finally:
        server.stop()
