"""The agreement on the use of electronic signatures: asked once, before the first signature.

A signature names the agreement by its digest. Another wording is a new version: it is added here,
never put in the place of an old one, and everybody is asked again.
"""

from pathlib import Path

from cms.lib import chain

TITLE = "电子签名使用约定"
VERSIONS = {1: (Path(__file__).parent / "texts" / "consent-1.txt").read_text(encoding="utf-8")}
CURRENT = max(VERSIONS)


def text(version: int = CURRENT) -> str:
    return VERSIONS[version]


def digest(version: int = CURRENT) -> str:
    """SHA-256 of title and text in UTF-8, LF between: 64 lower-case hex digits."""
    return chain.digest(f"{TITLE}\n{text(version)}".encode())
