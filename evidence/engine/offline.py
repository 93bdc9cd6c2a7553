"""The page `verify.html`: put together from its parts into one file that needs no network."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PARTS = ("head", "bytes", "der", "zip", "pdf", "chain", "page", "trust")
PLACE = "/* script */"


@dataclass(frozen=True)
class Known:
    """Whom the page believes, as SHA-256 in hex: every certificate that ever sealed here, and the
    roots. `made`: when it was told so, ISO 8601.
    """

    seals: Sequence[str] = ()
    roots: Sequence[str] = ()
    made: str = ""


def page(shell: str, scripts: Mapping[str, str], known: Known) -> bytes:
    """The page: its shell with every part of the script, and whom it believes."""
    told = {"seals": list(known.seals), "roots": list(known.roots), "made": known.made}
    # "</script>" in a value would end the script; no digest and no time holds one.
    head = f"const KNOWN = {json.dumps(told)};\n".replace("<", "\\u003c")
    script = head + "".join(scripts[name] for name in PARTS)
    return shell.replace(PLACE, script).encode()
