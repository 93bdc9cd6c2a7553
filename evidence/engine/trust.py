"""Whom a verifier believes: certificates and revocation lists, as DER bytes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trust:
    """`roots` are believed by themselves, `others` help to build a path, `crls` revoke.

    Old roots stay: a document sealed under one must still verify after the key was changed.
    """

    roots: tuple[bytes, ...] = ()
    others: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
