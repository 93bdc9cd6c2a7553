"""Sign with a passkey: its challenge is the digest of what is signed, so it signs exactly that.

The record that `confirm` returns can be checked later without this server: `verify_assertion`.
"""

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AuthenticatorData, CollectedClientData

from cms.lib import chain
from cms.lib.errors import DomainError
from evidence.adapters.accounts import passkeys_of

PASSKEY = "passkey"
SESSION_KEY = "evidence.passkey"


class PasskeyRefused(DomainError):
    code = "passkey_refused"
    message = _("The passkey could not be confirmed. Try again, or use your password.")


class BadAssertion(ValueError):
    """`reason` says which check failed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def has_passkey(user) -> bool:
    return bool(passkeys_of(user))


def challenge_of(payload: dict) -> bytes:
    """SHA-256 of the canonical JSON of what is signed."""
    return hashlib.sha256(chain.canonical(payload)).digest()


def begin(request, payload: dict) -> dict:
    """What the browser needs to ask for the passkey; the payload waits in the session, once."""
    request.session[SESSION_KEY] = payload
    return {
        "challenge": websafe_encode(challenge_of(payload)),
        "rpId": _host(request),
        "userVerification": "required",
        "timeout": 120_000,
        "allowCredentials": [
            {"type": "public-key", "id": websafe_encode(one.credential_id)}
            for one in passkeys_of(request.user)
        ],
    }


def confirm(request, answer: str, expected: dict) -> dict:
    """The record of a passkey's signature over the waiting payload. Raises PasskeyRefused.

    `expected`: what the payload must say now besides time and nonce.
    """
    payload = request.session.pop(SESSION_KEY, None)
    if payload is None or {name: payload.get(name) for name in expected} != expected:
        raise PasskeyRefused
    try:
        sent = json.loads(answer)
        kept = {websafe_encode(one.credential_id): one for one in passkeys_of(request.user)}
        record = {
            "payload": payload,
            "rp_id": _host(request),
            "credential": sent["id"],
            "public_key": websafe_encode(cbor.encode(dict(kept[sent["id"]].public_key))),
            "algorithm": kept[sent["id"]].public_key.ALGORITHM,
            "authenticator_data": sent["authenticatorData"],
            "client_data": sent["clientDataJSON"],
            "signature": sent["signature"],
        }
        verify_assertion(record, payload)
    except (ValueError, TypeError, KeyError):
        raise PasskeyRefused from None
    return record


def verify_assertion(record: dict, payload: dict) -> None:
    """Whether this passkey signed exactly `payload`, from the record alone. Raises BadAssertion.

    Reasons: `type`, `challenge`, `origin`, `rp_id`, `not_verified`, `signature`.
    """
    client = CollectedClientData(websafe_decode(record["client_data"]))
    device = AuthenticatorData(websafe_decode(record["authenticator_data"]))
    if client.type != CollectedClientData.TYPE.GET:
        raise BadAssertion("type")
    if client.challenge != challenge_of(payload):
        raise BadAssertion("challenge")
    if urlsplit(client.origin).hostname != record["rp_id"]:
        raise BadAssertion("origin")
    if device.rp_id_hash != hashlib.sha256(record["rp_id"].encode()).digest():
        raise BadAssertion("rp_id")
    if not (device.is_user_present() and device.is_user_verified()):
        raise BadAssertion("not_verified")
    public: Any = cbor.decode(websafe_decode(record["public_key"]))
    key = CoseKey.parse(public)
    try:
        key.verify(device + client.hash, websafe_decode(record["signature"]))
    except Exception as fault:  # each algorithm has an error of its own
        raise BadAssertion("signature") from fault


def _host(request) -> str:
    return request.get_host().partition(":")[0]
