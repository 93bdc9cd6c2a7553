"""Verification codes that people read aloud and type: ABCD-EFGH-JKMN-PQR5.

Crockford's alphabet has no I, L, O and U. Fifteen characters carry 75 random bits, the
sixteenth is a Luhn mod 32 check: every single wrong character is noticed.
"""

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH = 16
GROUP = 4
RANDOM_BYTES = 10  # 80 bits, of which 75 are used


class BadCode(ValueError):
    """`reason` is `length`, `character` or `check`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def check_character(body: str) -> str:
    """The Luhn mod 32 character of `body` (ISO/IEC 7812 annex B, with base 32)."""
    total = 0
    for position, character in enumerate(reversed(body)):
        product = ALPHABET.index(character) * (2 if position % 2 == 0 else 1)
        total += product // 32 + product % 32
    return ALPHABET[-total % 32]


def make_code(random_bytes: bytes) -> str:
    """A code from 10 random bytes: four groups of four."""
    number = int.from_bytes(random_bytes[:RANDOM_BYTES], "big")
    body = "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH - 1))
    text = body + check_character(body)
    return "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def parse_code(typed: str) -> str:
    """The code as we store it, from what a person typed: case, blanks, dashes and O I L forgiven.

    Raises BadCode.
    """
    text = "".join(ch for ch in typed.upper() if not ch.isspace() and ch not in "-－—_")
    text = text.translate(LOOKALIKES)
    if len(text) != LENGTH:
        raise BadCode("length")
    if any(character not in ALPHABET for character in text):
        raise BadCode("character")
    if check_character(text[:-1]) != text[-1]:
        raise BadCode("check")
    return "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))
