"""A thousand names that must survive: form, list, register, PDF. The same on every run."""

import random

from cms.lib.pdf.fonts import body_glyphs, missing_glyphs

FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高欧阳司马诸葛普刀岩波玉依罕"
COMMON = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华建国志玉兰春梅"
GIVEN = ["王㛃", "李𬭎", "多·吉", "䶮", "刀䶮", "阿卜杜拉·买买提·艾力", "普㸌", "𬘭"]


def in_gbk() -> list[str]:
    """Every Han character of GBK, in its order."""
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    found = (pair.decode("gbk", "ignore") for pair in pairs)
    return [ch for ch in found if len(ch) == 1 and "\u3400" <= ch <= "\u9fff"]


def extension(first: int, last: int) -> list[str]:
    """The characters of a block that can be printed here."""
    return [chr(code) for code in range(first, last + 1) if not missing_glyphs(chr(code))]


EXTENSION_A = (0x3400, 0x4DBF)
BEYOND = (0x20000, 0x2EBEF)  # extensions B to F


def thousand() -> list[str]:
    """Common and rare names of 2 to 20 characters, with a middle dot where people have one."""
    chance = random.Random(20261123)
    rare, far = in_gbk(), extension(*BEYOND)
    near = extension(*EXTENSION_A)
    pools = [(COMMON, 2), (rare, 2), (near, 2), (far, 1), (rare, 3)]
    names = dict.fromkeys(name for name in GIVEN if len(name) > 1)
    while len(names) < 920:
        pool, count = chance.choice(pools)
        names[chance.choice(FAMILIES) + "".join(chance.choices(pool, k=count))] = None
    while len(names) < 1000:
        parts = ["".join(chance.choices(rare, k=chance.randint(2, 5))) for _ in range(3)]
        names["·".join(parts)] = None
    return list(names)


BLOCKS = {
    "4E00–9FEF": (0x4E00, 0x9FEF),
    "A": (0x3400, 0x4DB5),
    "B": (0x20000, 0x2A6D6),
    "C": (0x2A700, 0x2B734),
    "D": (0x2B740, 0x2B81D),
    "E": (0x2B820, 0x2CEA1),
    "F": (0x2CEB0, 0x2EBE0),
}


def font_blocks() -> dict[str, tuple[int, int]]:
    """Per Unicode block: how many Han characters the font we ship has, and how many there are."""
    shipped = body_glyphs()
    return {
        name: (sum(code in shipped for code in range(first, last + 1)), last - first + 1)
        for name, (first, last) in BLOCKS.items()
    }
