"""Chinese numerals, and the paragraphs of a text."""

NUMERALS = "一二三四五六七八九十"


def numeral(number: int) -> str:
    """1 → 一, 10 → 十, 12 → 十二, 20 → 二十 (1 to 99)."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return head + (NUMERALS[ones - 1] if ones else "")


def paragraphs(part: str) -> list[str]:
    """The lines of a text that have something in them."""
    return [line.strip() for line in part.splitlines() if line.strip()]
