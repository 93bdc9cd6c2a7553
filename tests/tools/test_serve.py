"""The server of `make run` keeps standing, and lets no second one in."""

import contextlib
import os
import signal
import socket
import sys
import time
import urllib.request

import pytest

from tools import serve
from tools.demo_server import free_port

TINY = """
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    import os
    return [str(os.getpid()).encode()]
"""


@pytest.fixture(autouse=True)
def own_place(tmp_path, monkeypatch):
    monkeypatch.setattr(serve, "VAR", tmp_path)
    monkeypatch.setattr(serve, "PORT", free_port())


def test_a_second_server_on_the_port_is_refused_with_a_sentence():
    held = serve.reserve_port()
    with pytest.raises(SystemExit, match="is taken"):
        serve.reserve_port()
    held.close()
    serve.reserve_port().close()


def test_a_listening_stranger_that_shares_its_port_is_noticed_too():
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        stranger.bind(("127.0.0.1", serve.PORT))
        stranger.listen()
        with pytest.raises(SystemExit, match="is taken"):
            serve.reserve_port()


def test_a_second_server_on_the_data_is_refused_with_a_sentence():
    held = serve.reserve_folder()
    with pytest.raises(SystemExit, match="Another server uses"):
        serve.reserve_folder()
    held.close()
    serve.reserve_folder().close()


def answering() -> int:
    """The process that answers on the port, asked on a connection of its own."""
    for _ in range(150):
        with contextlib.suppress(OSError):
            return int(urllib.request.urlopen(f"http://127.0.0.1:{serve.PORT}", timeout=2).read())
        time.sleep(0.2)
    raise AssertionError("nobody answers")


@pytest.fixture
def web(tmp_path, monkeypatch):
    """The web server as `make run` starts it, with an application that begins at once."""
    (tmp_path / "tiny.py").write_text(TINY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    port = serve.reserve_port()
    command = [*serve.commands()[0][:-1], "tiny:app"]
    kept = serve.Kept(command)
    yield kept
    serve.stop([kept])
    port.close()


def test_a_killed_web_process_is_replaced(web):
    killed = answering()
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 30
    seen = set()
    while time.monotonic() < deadline and len(seen - {killed}) < 2:
        seen.add(answering())
    assert len(seen - {killed}) >= 2
    assert web.process.poll() is None


def test_a_killed_server_is_started_again(web, capsys):
    answering()
    web.process.kill()
    web.process.wait(10)
    web.look()
    assert "started again" in capsys.readouterr().out
    assert os.getpgid(answering()) == web.process.pid  # none of the first server's children is left


def test_what_ends_again_and_again_is_given_up_with_a_sentence():
    kept = serve.Kept([sys.executable, "-c", ""])
    for _ in range(serve.MOST_QUICK_ENDS - 1):
        kept.process.wait(20)
        kept.look()
    kept.process.wait(20)
    with pytest.raises(SystemExit, match="again and again"):
        kept.look()


def test_a_worker_that_ends_after_hours_is_simply_started_again(capsys):
    kept = serve.Kept([sys.executable, "-c", ""])
    for _ in range(2 * serve.MOST_QUICK_ENDS):
        kept.process.wait(20)
        kept.since -= serve.QUICK + 1
        kept.look()
    kept.process.wait(20)
    assert capsys.readouterr().out.count("started again") == 2 * serve.MOST_QUICK_ENDS
