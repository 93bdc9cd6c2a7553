"""Few at once on a machine, and nothing without an end."""

import threading
import time

import pytest

from cms.lib.bounded import Busy, OutOfBounds, TookTooLong, run_apart, turn


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def module(tmp_path, monkeypatch):
    """module(text) → the name of a module that python can run."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(text: str) -> str:
        (tmp_path / "brought.py").write_text(text)
        return "brought"

    return write


def test_whoever_finds_no_turn_is_told_at_once_and_the_next_one_finds_it_free():
    with turn("files", 2), turn("files", 2):
        started = time.monotonic()
        with pytest.raises(Busy), turn("files", 2):
            pass
        assert time.monotonic() - started < 0.5
        with turn("others", 1):  # another kind of work has turns of its own
            pass
    with turn("files", 2):
        pass


def test_threads_of_one_process_take_turns_as_processes_do():
    told: list[bool] = []

    def try_it() -> None:
        try:
            with turn("files", 1):
                told.append(True)
        except Busy:
            told.append(False)

    with turn("files", 1):
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
    try_it()
    assert told == [False, True]


def test_what_is_given_comes_back_as_it_is_written(module):
    name = module("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read()[::-1])")
    assert run_apart(name, b"abc", seconds=20) == b"cba"


LIMITED = "from cms.lib.bounded import limit_this_process as limit\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("import time; time.sleep(60)", TookTooLong),
        ("raise SystemExit(1)", OutOfBounds),
        (LIMITED + "limit(seconds=1, memory=2**30)\nwhile True: pass", OutOfBounds),
        (
            LIMITED + "limit(seconds=9, memory=2**28)\na = [b'x' * 2**29]",
            OutOfBounds,
        ),
    ],
)
def test_what_has_no_end_has_one_here(module, text, fault):
    started = time.monotonic()
    with pytest.raises(fault) as refusal:
        run_apart(module(text), b"", seconds=8 if "limit" in text else 1)
    assert type(refusal.value) is fault
    assert time.monotonic() - started < 12
