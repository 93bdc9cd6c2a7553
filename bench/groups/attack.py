"""An exam cannot be stopped: fifty candidates save while somebody tries to.

For each attack: the 95th percentile of a save beside the quiet one of the same run, and how many
of the candidates' requests failed (none may). Environment: SECONDS of each scene (12).
"""

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from bench.exams import world
from bench.groups.exams import percentile
from bench.rows import Recorder
from bench.server import Server
from bench.sessions import make_sessions
from exams.models.sitting import Sitting
from staff.engine.roles import Role
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.user import User
from tools.demo_server import ROOT

SECONDS = int(os.environ.get("SECONDS", "12"))
SAVERS = 50
WARM = 4  # seconds
AFTER = 1.5  # seconds until the candidates begin: the attack is under way
PDF = 18 * 1024 * 1024
WRONG_LOGINS = 100
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def large_pdf() -> bytes:
    """Eighteen megabytes of small objects: a reader has to look at each."""
    body = [b"%PDF-1.7\n"]
    size, number = 0, 1
    while size < PDF:
        part = b"%d 0 obj\n<< /A [1 2 3] /B (%s) >>\nendobj\n" % (number, b"x" * 60)
        body.append(part)
        size, number = size + len(part), number + 1
    return b"".join(body) + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def book(rows: int) -> bytes:
    made, stream = openpyxl.Workbook(), io.BytesIO()
    for number in range(rows):
        made.active.append([f"第{number}行"])
    made.save(stream)
    return stream.getvalue()


def rewritten(data: bytes, sheet: str, place: str = SHEET) -> bytes:
    """The workbook with another sheet in another place, and noise enough to look real."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == SHEET:
                name, text = place, sheet
            new.writestr(name, text.replace(f"/{SHEET}", f"/{place}"))
        new.writestr(zipfile.ZipInfo("docProps/noise.xml"), os.urandom(400_000))
    return stream.getvalue()


def crowded_sheet() -> bytes:
    """Nearly as many cells as are allowed, in prefixed rows under another path."""
    row = "<x:row>" + '<x:c t="n"><x:v>1</x:v></x:c>' * 95 + "</x:row>"
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{row * 10_000}</x:sheetData></x:worksheet>'
    return rewritten(book(1), sheet, "xl/other/table.xml")


def merged_sheet() -> bytes:
    data = book(3_000)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = archive.read(SHEET).decode()
    areas = '<mergeCell ref="A1:XFD1048576"/>' * 2_000
    after = f"</sheetData><mergeCells>{areas}</mergeCells>"
    return rewritten(data, text.replace("</sheetData>", after))


def clerk(sitting: Sitting) -> str:
    """The session of somebody who may upload a roster."""
    user = User.objects.create(username="clerk", name="文员", must_change_password=False)
    organisation = Organisation.objects.get(pk=sitting.audience_id)
    RoleGrant.objects.create(
        user=user, role=Role.ACCOUNTS, organisation=organisation, reason="基准",
        starts_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    return make_sessions([user])["clerk"]


def files(sitting: Sitting) -> dict[str, dict]:
    """Each attack by name, with what it needs."""
    folder = Path(os.environ["JIANGTANG_VAR"])
    made = {"big.pdf": large_pdf(), "crowded.xlsx": crowded_sheet(), "merged.xlsx": merged_sheet()}
    for name, data in made.items():
        (folder / name).write_bytes(data)
    sheet = {"attack": "sheet", "upload": reverse("roster_upload"), "session": clerk(sitting)}
    return {
        "hand_in_loop": {"attack": "hand_in_loop"},
        "flood": {"attack": "flood"},
        "verify_pdf": {"attack": "verify_pdf", "pdf": str(folder / "big.pdf")},
        "crowded_sheet": {**sheet, "sheet": str(folder / "crowded.xlsx")},
        "merged_sheet": {**sheet, "sheet": str(folder / "merged.xlsx")},
        "endless_body": {"attack": "endless_body"},
        "wrong_logins": {"attack": "logins", "most": WRONG_LOGINS},
    }


def begin(module: str, plan: dict) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdin.write(json.dumps(plan) + "\n")
    process.stdin.close()
    return process


def heard(process: subprocess.Popen) -> dict:
    told = process.stdout.read()
    assert process.wait() == 0, "a driver failed; the reason stands above"
    return json.loads(told)


class Room:
    """The candidates who save, scene after scene, under numbers that go on."""

    def __init__(self, server: Server, exams: list[dict]) -> None:
        self.port, self.people, self.first = server.port, [{"exam": exam} for exam in exams], 1

    def play(self, seconds: float) -> subprocess.Popen:
        plan = {
            "scene": "steady", "people": self.people, "concurrency": SAVERS, "port": self.port,
            "seconds": seconds, "first": self.first,
        }  # fmt: skip
        self.first += 10 * SECONDS
        return begin("bench.exams.driver", plan)


def attacked(room: Room, plan: dict) -> tuple[dict, dict]:
    """What the candidates saw, and what the attacker was told."""
    attacker = begin("bench.attack", {**plan, "port": room.port, "seconds": SECONDS + AFTER})
    savers = room.play(SECONDS)
    return heard(savers), heard(attacker)


def run(record: Recorder) -> None:
    call_command("setup_site", verbosity=0)
    sitting = world.make_sitting(SAVERS + 10)
    names = [person["username"] for person in world.people(sitting)]
    exams = world.begun(sitting, names)
    plans, server = files(sitting), Server()
    room = Room(server, exams[:SAVERS])
    server.start_web()
    server.start_worker()
    try:
        server.wait_until_up()
        heard(room.play(WARM))
        seen = heard(room.play(SECONDS))
        quiet = percentile(seen["steps"]["save"], 0.95)
        record.add("attack.quiet.save_p95", quiet, "ms")
        for number, (name, plan) in enumerate(plans.items()):
            seen, told = attacked(room, {**plan, "exam": exams[SAVERS + number]})
            record.add(
                f"attack.{name}.save_p95", percentile(seen["steps"]["save"], 0.95), "ms", quiet
            )
            record.add(f"attack.{name}.saves", len(seen["steps"]["save"]), "replies")
            record.add(f"attack.{name}.errors", len(seen["errors"]), "errors")
            print("     told:", told["answers"], f"{told['sent'] >> 20} MB", seen["errors"][:3])
    finally:
        server.stop()
