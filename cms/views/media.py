"""Pictures and videos of the pages, for people who logged in.

Byte ranges are answered, because a phone on a weak network fetches a video in pieces, and
Safari plays none without them. Documents have their own view, which checks restrictions.
"""

import re
from http import HTTPStatus
from mimetypes import guess_type

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe

OPEN_FOLDERS = ("images/", "original_images/", "media/", "media_thumbnails/")
RANGE = re.compile(r"bytes=(\d*)-(\d*)$")
PIECE = 1024 * 1024


@require_safe
def media(request, path: str):
    """The whole file, or the asked piece of it (206), or 416 for a piece that is not there."""
    if not path.startswith(OPEN_FOLDERS) or ".." in path or path.endswith("/"):
        raise Http404
    if not default_storage.exists(path):
        raise Http404
    size = default_storage.size(path)
    asked = RANGE.match(request.headers.get("Range", ""))
    if asked is None or asked.groups() == ("", ""):
        response = FileResponse(default_storage.open(path))
        response["Accept-Ranges"] = "bytes"
        return _guarded(response)
    first, last = _bounds(*asked.groups(), size)
    if first >= size or first > last:
        missing = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        missing["Content-Range"] = f"bytes */{size}"
        return missing
    return _guarded(_piece(path, first, last, size))


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """`bytes=-5` means the last five; an open end means one piece, not the whole video."""
    if first == "":
        return max(0, size - int(last)), size - 1
    end = int(last) if last else int(first) + PIECE - 1
    return int(first), min(end, size - 1)


def _piece(path: str, first: int, last: int, size: int) -> HttpResponse:
    """At most PIECE bytes from `first`: the browser asks again for the rest."""
    with default_storage.open(path) as file:
        file.seek(first)
        content = file.read(min(last - first + 1, PIECE))
    kind = guess_type(path)[0] or "application/octet-stream"
    response = HttpResponse(content, status=HTTPStatus.PARTIAL_CONTENT, content_type=kind)
    response["Content-Range"] = f"bytes {first}-{first + len(content) - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def _guarded(response: HttpResponse) -> HttpResponse:
    """What somebody uploaded runs nothing, whatever it turns out to be; browsers may keep it."""
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response
