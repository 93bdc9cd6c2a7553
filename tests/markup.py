"""Markup as its words, however its source is broken into lines."""

import re


def flat(html: str) -> str:
    """`html` with one blank for many, and none beside a tag or at its end."""
    html = re.sub(r"\s+", " ", html)
    return re.sub(r"\s*(<[^>]*?)\s*>\s*", r"\1>", html)
