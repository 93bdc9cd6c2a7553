import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from evidence.adapters.passkey import BadAssertion, challenge_of, verify_assertion

HOST = "jiangtang.example"
PAYLOAD = {"text": "a" * 64, "user": 7, "nonce": "n"}


def assertion(payload=PAYLOAD, *, flags=5, origin=f"https://{HOST}", kind="webauthn.get") -> dict:
    """What a device that holds a fresh key answers."""
    key = ec.generate_private_key(ec.SECP256R1())
    challenge = websafe_encode(challenge_of(payload))
    client = json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()
    device = hashlib.sha256(HOST.encode()).digest() + bytes([flags]) + bytes(4)
    signed = key.sign(device + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
    public = ES256.from_cryptography_key(key.public_key())
    return {
        "rp_id": HOST,
        "public_key": websafe_encode(cbor.encode(dict(public))),
        "authenticator_data": websafe_encode(device),
        "client_data": websafe_encode(client),
        "signature": websafe_encode(signed),
    }


def test_a_signature_over_this_payload_holds():
    verify_assertion(assertion(), PAYLOAD)


@pytest.mark.parametrize(
    ("record", "payload", "reason"),
    [
        (assertion(), PAYLOAD | {"text": "b" * 64}, "challenge"),
        (assertion(), PAYLOAD | {"user": 8}, "challenge"),
        (assertion(flags=1), PAYLOAD, "not_verified"),
        (assertion(kind="webauthn.create"), PAYLOAD, "type"),
        (assertion(origin="https://elsewhere.example"), PAYLOAD, "origin"),
        (assertion() | {"signature": assertion()["signature"]}, PAYLOAD, "signature"),
        (assertion() | {"public_key": assertion()["public_key"]}, PAYLOAD, "signature"),
    ],
)
def test_anything_else_is_named(record, payload, reason):
    with pytest.raises(BadAssertion) as caught:
        verify_assertion(record, payload)
    assert caught.value.reason == reason
