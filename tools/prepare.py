"""Make a fresh Debian machine ready: virtual environment, native libraries, browser.

    prepare.py venv DIR | native | browser | developer

As root, what is missing is installed; otherwise one exact apt-get line is printed and the
start stops. Runs before any package is installed: standard library only.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libpangoft2-1.0-0",
    "libgobject-2.0.so.0": "libpango-1.0-0",
}
RARE_FONT = "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"  # as in cms/lib/pdf/fonts.py
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")


def apt_install(packages: list[str], why: str, *, required: bool) -> None:
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"{why} Please run:\n\n    sudo {line}\n", file=sys.stderr)
        if required:
            sys.exit("Then start again.")
        return
    print(f"→ {why} Installing: {' '.join(packages)}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    done = subprocess.run([*line.split(), "-qq"], env=quiet, stdout=subprocess.DEVNULL)
    if done.returncode and required:
        sys.exit(f"Installation failed. Please run by hand: {line}")


def venv(folder: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - the one file an old Python may run
        sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0])
    made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        apt_install([version], "Python's venv module is incomplete.", required=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)


def missing_libraries() -> list[str]:
    found = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            found.append(package)
    return sorted(set(found))


def native() -> None:
    packages = missing_libraries()
    if packages:
        apt_install(packages, "PDF files need native text libraries.", required=True)
    if not Path(RARE_FONT).exists():
        why = "Names with very rare characters (extensions B to F) print with one more font only."
        apt_install(["fonts-hanazono"], why, required=False)


def browser() -> None:
    if not any(Path(path).exists() for path in CHROMIUM):
        apt_install(["chromium"], "Browser journeys need Chromium.", required=False)


def developer() -> None:
    tools = {"xgettext": "gettext", "pdftotext": "poppler-utils", "openssl": "openssl"}
    packages = [package for tool, package in tools.items() if not shutil.which(tool)]
    if packages:
        apt_install(packages, "Some checks need small tools.", required=False)
    if not shutil.which("node"):
        why = "The scripts of the pages are tested by Node (18 or newer)."
        apt_install(["nodejs"], why, required=True)


if __name__ == "__main__":
    if sys.argv[1] == "venv":
        venv(sys.argv[2])
    else:
        {"native": native, "browser": browser, "developer": developer}[sys.argv[1]]()
