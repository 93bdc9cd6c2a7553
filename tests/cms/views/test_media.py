import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from cms.views.media import PIECE

CONTENT = b"0123456789"


@pytest.fixture
def client(world, login, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("media/lesson.mp4", ContentFile(CONTENT))
    default_storage.save("documents/secret.pdf", ContentFile(b"secret"))
    return login(world.users["staff"])


def test_the_whole_file(client):
    response = client.get("/media/media/lesson.mp4")
    assert b"".join(response.streaming_content) == CONTENT
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("asked", "content", "said"),
    [
        ("bytes=0-1", b"01", "bytes 0-1/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
        ("bytes=-3", b"789", "bytes 7-9/10"),
        ("bytes=-99", CONTENT, "bytes 0-9/10"),
    ],
)
def test_a_piece(client, asked, content, said):
    response = client.get("/media/media/lesson.mp4", headers={"range": asked})
    assert (response.status_code, response.content) == (206, content)
    assert response["Content-Range"] == said


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=5-4"])
def test_a_piece_that_is_not_there(client, asked):
    response = client.get("/media/media/lesson.mp4", headers={"range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")


@pytest.mark.parametrize("asked", ["bytes=-", "lines=1-2", "bytes=1-2,4-5", "nonsense"])
def test_what_is_not_understood_gets_the_whole_file(client, asked):
    response = client.get("/media/media/lesson.mp4", headers={"range": asked})
    assert (response.status_code, b"".join(response.streaming_content)) == (200, CONTENT)


def test_one_piece_is_never_more_than_a_megabyte(client):
    default_storage.save("media/long.mp4", ContentFile(b"x" * (PIECE + 5)))
    response = client.get("/media/media/long.mp4", headers={"range": "bytes=0-99999999"})
    assert len(response.content) == PIECE


@pytest.mark.parametrize(
    "path",
    [
        "documents/secret.pdf",
        "media/../documents/secret.pdf",
        "media/none.mp4",
        "media/",
        "images/",
    ],
)
def test_nothing_else_is_sent(client, path):
    assert client.get(f"/media/{path}").status_code == 404


def test_strangers_are_sent_to_the_log_in(client):
    assert Client().get("/media/media/lesson.mp4").url.startswith("/accounts/login/")
