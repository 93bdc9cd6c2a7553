"""Translations: collect msgids, compile catalogues, check that nothing is missing.

python tools/messages.py collect [APP ...]   needs xgettext (Debian: gettext)
python tools/messages.py compile             needs polib only
python tools/messages.py check               fails on missing, fuzzy, stale or uncompiled
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    "cms",
    "staff",
    "bank",
    "evidence",
    "reminders",
    "courses/learning",
    "exams",
    "pledges/rounds",
    "pledges/custody",
    "pledges/kinship",
    "desk/overview",
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def catalogue(app: str, root: Path = ROOT) -> Path:
    return root / app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def collect(apps: list[str], root: Path = ROOT) -> None:
    for app in apps:
        (root / app / "locale").mkdir(exist_ok=True)
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location",
             "--no-obsolete", "--no-wrap", "-v", "0"],
            cwd=root / app,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
            check=True,
        )  # fmt: skip
        print(f"{app}: {len(polib.pofile(str(catalogue(app, root))).untranslated_entries())} to do")


def compile_all() -> None:
    for app in APPS:
        if catalogue(app).exists():
            po = polib.pofile(str(catalogue(app)))
            po.save_as_mofile(str(catalogue(app).with_suffix(".mo")))


def faults_of(app: str) -> list[str]:
    """Every entry that is missing, fuzzy, empty or loses a placeholder; and a stale .mo."""
    path = catalogue(app)
    if not path.exists():
        return [f"{app}: no catalogue"]
    po = polib.pofile(str(path))
    found = [f"{app}: untranslated: {entry.msgid!r}" for entry in po.untranslated_entries()]
    found += [f"{app}: fuzzy: {entry.msgid!r}" for entry in po.fuzzy_entries()]
    for entry in po.translated_entries():
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            wanted = PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)
            if text and sorted(PLACEHOLDER.findall(text)) != sorted(wanted):
                found.append(f"{app}: placeholders differ: {entry.msgid!r}")
    compiled = path.with_suffix(".mo")
    entries = polib.mofile(str(compiled)) if compiled.exists() else []
    known = {(e.msgctxt, e.msgid): e.msgstr for e in entries}
    if any(known.get((e.msgctxt, e.msgid)) != e.msgstr for e in po.translated_entries()):
        found.append(f"{app}: django.mo is older than django.po; run compile")
    return found


def stale_msgids() -> list[str]:
    """Strings in the code that no catalogue has: collect into a copy and compare."""
    if not shutil.which("xgettext"):
        print("xgettext not found: new strings were not looked for (Debian: gettext)")
        return []
    found = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for app in APPS:
            keep = shutil.ignore_patterns("*.ttf", "__pycache__", "data", "static")
            shutil.copytree(ROOT / app, copy / app, ignore=keep)
        collect(APPS, copy)
        for app in APPS:
            fresh = {e.msgid for e in polib.pofile(str(catalogue(app, copy)))}
            kept = {e.msgid for e in polib.pofile(str(catalogue(app)))}
            found += [f"{app}: not collected: {msgid!r}" for msgid in sorted(fresh - kept)]
            found += [f"{app}: no longer used: {msgid!r}" for msgid in sorted(kept - fresh)]
    return found


def collisions() -> list[str]:
    """One msgid with two translations: Django would show one of them everywhere."""
    seen: dict[tuple[str | None, str], tuple[str, str]] = {}
    found = []
    for app in APPS:
        for entry in polib.pofile(str(catalogue(app))).translated_entries():
            text = entry.msgstr or str(entry.msgstr_plural)
            first = seen.setdefault((entry.msgctxt, entry.msgid), (app, text))
            if first[1] != text:
                found.append(f"{entry.msgid!r}: {first[0]} says {first[1]}, {app} says {text}")
    return found


def check() -> int:
    found = [fault for app in APPS for fault in faults_of(app)] + collisions()
    if not found:
        found = stale_msgids()
    print("\n".join(found) or "translations: complete")
    return 1 if found else 0


if __name__ == "__main__":
    verb, *names = sys.argv[1:] or ["check"]
    if verb == "collect":
        collect(names or APPS)
    elif verb == "compile":
        compile_all()
    else:
        sys.exit(check())
