"""Chinese ID numbers, mobile numbers and names: normalise, check, mask.

ID numbers follow GB 11643-1999; names follow the 2016 national notice on name fields
(separator U+00B7, no upper limit below 50 characters, all of GB18030).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
MOBILE = re.compile(r"1[3-9]\d{9}")
DOTS = re.compile("[\u2022\u30fb\u2027\u2e31\uff65\u2219.]")
INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


class BadIdentity(ValueError):
    """Why a value cannot be accepted: `reason` is a stable code, the text of it is in `REASONS`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class IdNumber:
    """A checked 18-digit ID number with what it says of its bearer."""

    text: str
    born: date
    sex: str  # "male" or "female"
    region: str  # six digits


def clean_text(text: str) -> str:
    """NFC without bidi marks, zero-width characters or outer blanks (NFKC would eat names)."""
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


def narrow(text: str) -> str:
    """Full-width digits and letters to ASCII, blanks and dashes out: for numbers only."""
    return re.sub(r"[\s\-－—]", "", unicodedata.normalize("NFKC", clean_text(text)))


def check_digit(first17: str) -> str:
    """The 18th character of an ID number (GB 11643: ISO 7064 MOD 11-2)."""
    return CHECK[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def parse_id_number(raw: str, *, today: date) -> IdNumber:
    """Check an ID number. Raises BadIdentity: `length`, `digits`, `birth` or `check_digit`."""
    text = narrow(raw).upper()
    if len(text) != 18:
        raise BadIdentity("length")
    if not re.fullmatch(r"\d{17}[\dX]", text):
        raise BadIdentity("digits")
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise BadIdentity("birth") from None
    if not date(1900, 1, 1) <= born <= today:
        raise BadIdentity("birth")
    if check_digit(text[:17]) != text[17]:
        raise BadIdentity("check_digit")
    return IdNumber(text, born, "male" if int(text[16]) % 2 else "female", text[:6])


def parse_mobile(raw: str) -> str:
    """Eleven digits without country code. Raises BadIdentity: `scientific` or `mobile`."""
    text = narrow(raw)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
        raise BadIdentity("scientific")
    text = re.sub(r"^(\+?86|0086)(?=1\d{10}$)", "", text)
    if not MOBILE.fullmatch(text):
        raise BadIdentity("mobile")
    return text


def clean_name(raw: str) -> str:
    """A person's name: blanks between Han characters go, every dot becomes U+00B7.

    张　三 → 张三; 多•吉 → 多·吉. Raises BadIdentity: `name_empty`, `name_long`, `name_private`.
    """
    text = DOTS.sub("\u00b7", clean_text(raw).replace("\u3000", " "))
    text = re.sub(r"\s+", " ", text)
    if not re.search(r"[A-Za-z]", text):
        text = text.replace(" ", "")
    if not text:
        raise BadIdentity("name_empty")
    if len(text) > 50:
        raise BadIdentity("name_long")
    if any(unicodedata.category(ch) in {"Co", "Cc", "Cn"} for ch in text):
        raise BadIdentity("name_private")
    return text


def mask_id_number(text: str) -> str:
    """First 3 and last 4: 530***********002X."""
    return f"{text[:3]}{'*' * 11}{text[-4:]}" if len(text) == 18 else ""


def mask_mobile(text: str) -> str:
    """138****5678."""
    return f"{text[:3]}****{text[-4:]}" if len(text) == 11 else ""


def mask_name(text: str) -> str:
    """The first character stays: 张*; 欧阳** reads 欧***."""
    return text[:1] + "*" * max(1, len(text) - 1) if text else ""
