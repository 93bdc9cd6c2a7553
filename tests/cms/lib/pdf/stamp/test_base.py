import pytest

from cms.lib.pdf.stamp.base import Base, Damaged, Slot, load

BASE = Base(
    key="k",
    prefix=b"%PDF-1.7\n\x00\xff\n1 0 obj\n",
    offsets={1: 9, 3: 40},
    root=2,
    catalog="/Type /Catalog",
    pages=1,
    slots=(Slot(0, 0, 1.5, 2.0, 3.0, 4.0, 11.3, "0 0 0", "right", 0.0),),
    codes={"王": ("/F", "0001")},
    maker="weasyprint 70.0",
)


def test_it_comes_back_as_it_was():
    assert load(BASE.dump()) == BASE
    assert BASE.last == 3


def test_a_changed_byte_is_seen():
    stored = bytearray(BASE.dump())
    stored[-3] ^= 1
    with pytest.raises(Damaged):
        load(bytes(stored))
