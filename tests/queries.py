"""Counting what a page costs."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def cost(client, url: str) -> int:
    """How many queries one GET of `url` makes; the answer must be 200."""
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
