"""Messages in a folder: a damaged one ends no worker, and one that is read is whole."""

import tempfile

import pytest
from kombu import Connection

import cms.settings.queue  # noqa: F401 - puts the transport in its place
from cms.adapters import broker


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("messages", "control", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path


@pytest.fixture
def queue(folder):
    options = {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
    }
    with Connection("filesystem://", transport_options=options) as connection:
        assert isinstance(connection.transport, broker.Transport)
        connection.transport.global_state.clear()  # it knows the folder of the test before
        yield connection.SimpleQueue("celery")


def test_what_is_put_in_comes_out(queue, folder):
    queue.put({"id": 7})
    assert [path.suffix for path in (folder / "messages").iterdir()] == [".msg"]
    message = queue.get(timeout=5)
    message.ack()
    assert message.payload == {"id": 7}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"3", b'{"properties": 3}'])
def test_a_damaged_message_is_left_out_and_the_next_one_read(queue, folder, content):
    (folder / "messages" / "0_damaged.celery.msg").write_bytes(content)
    queue.put({"id": 8})
    assert queue.get(timeout=5).payload == {"id": 8}
    assert not list((folder / "messages").iterdir())
    with pytest.raises(queue.Empty):
        queue.get(block=False)


def test_half_a_message_is_nobodys_yet(queue, folder):
    (folder / "messages" / ".1_half.celery.msg.part").write_bytes(b"{")
    with pytest.raises(queue.Empty):
        queue.get(block=False)
