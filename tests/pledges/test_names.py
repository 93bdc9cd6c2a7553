"""A thousand Chinese names, from the form to the PDF: none may lose or change a character."""

import subprocess
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cms.lib.pdf.fonts import missing_glyphs, rare_codes
from cms.lib.pdf.rendering import MissingGlyphs
from cms.lib.tables.registers import Register, write_register
from cms.lib.tables.writing import Column
from evidence.flows.files import make_file
from evidence.models.stored import FileWait
from pledges.rounds.adapters.paper import pledge_pdf
from pledges.rounds.models.envelope import Envelope
from staff.engine.identity import clean_name
from staff.models.member import Member
from tests.evidence.tamper import unguarded
from tests.factories.rounds import envelope_of, make_round, sign
from tests.pledges.names import BLOCKS, extension, font_blocks, thousand

SPECIAL = ["王㛃", "李𬭎", "多·吉", "刀䶮", "欧阳㸌𬘭", "阿卜杜拉·买买提·艾力"]
NAMES = thousand()


@pytest.fixture
def signed(world, at):
    return sign(envelope_of(make_round(world, at), world.members["staff"]), at)


def text_of(pdf: bytes, tmp_path) -> str:
    (tmp_path / "one.pdf").write_bytes(pdf)
    command = ["pdftotext", "-raw", str(tmp_path / "one.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def fonts_of(pdf: bytes, tmp_path) -> list[list[str]]:
    (tmp_path / "one.pdf").write_bytes(pdf)
    done = subprocess.run(["pdffonts", str(tmp_path / "one.pdf")], capture_output=True, check=True)
    return [row.split() for row in done.stdout.decode().splitlines()[2:]]


def test_there_are_a_thousand_and_the_font_has_them():
    assert len(set(NAMES)) == 1000
    assert set(SPECIAL) - {"欧阳㸌𬘭"} <= set(NAMES)
    assert {2, 3, 4} <= set(map(len, NAMES))
    assert max(map(len, NAMES)) > 15
    assert missing_glyphs("".join(NAMES)) == ""
    assert any(ord(ch) > 0xFFFF for ch in "".join(NAMES))


def test_cleaning_leaves_them_as_they_are():
    assert [clean_name(name) for name in NAMES] == NAMES


def test_the_register_has_them(at):
    register = Register("花名册", [Column("姓名", 20, read=str)])
    data = write_register(register, NAMES, filled_by="双江", at=at).data
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    cells = [row[0].value for row in sheet.iter_rows(min_row=4, max_row=1003)]
    assert cells == NAMES


@pytest.mark.parametrize("name", SPECIAL)
def test_the_desk_finds_them(world, login, name):
    Member.objects.filter(pk=world.members["staff"].pk).update(name=name)
    page = login(world.users["hr_city"]).get(
        reverse("overview:people", args=[world.city.code]), {"q": name}
    )
    assert name in page.content.decode()


@pytest.mark.parametrize("name", SPECIAL)
def test_each_stands_on_its_pdf(signed, tmp_path, name):
    signed.member_name = name
    pdf = pledge_pdf(signed)
    assert name in text_of(pdf, tmp_path)
    assert all("yes" in row for row in fonts_of(pdf, tmp_path))


def test_all_thousand_stand_in_one_pdf(signed, tmp_path):
    signed.text = signed.text | {"closing": "\n".join(NAMES)}
    pdf = pledge_pdf(signed)
    lines = {line.strip() for line in text_of(pdf, tmp_path).splitlines()}
    assert [name for name in NAMES if name not in lines] == []
    fonts = fonts_of(pdf, tmp_path)
    assert fonts
    assert all(row[-5:-2].count("yes") >= 2 for row in fonts)


def test_a_name_beyond_the_font_is_refused_with_a_remedy(signed, at):
    beyond = "\U00030000"
    assert missing_glyphs(beyond)
    signed.member_name = f"王{beyond}"
    with unguarded("rounds_envelope"):
        Envelope.objects.filter(pk=signed.pk).update(member_name=signed.member_name)
    with pytest.raises(MissingGlyphs) as refusal:
        make_file(subject=signed.subject, kind="signed", at=at)
    assert beyond in str(refusal.value)
    assert beyond in FileWait.objects.get(subject=signed.subject).problem


def test_the_documented_coverage_is_that_of_the_font(settings):
    text = (settings.BASE_DIR / "docs" / "inspectors.md").read_text(encoding="utf-8")
    for name, (has, of) in font_blocks().items():
        assert f"| {name} | {of:,} | {has:,} | {of:,} |" in text
    if rare_codes():
        for first, last in BLOCKS.values():
            assert len(extension(first, last)) == last - first + 1
