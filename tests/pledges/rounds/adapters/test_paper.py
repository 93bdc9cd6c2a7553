"""The stamped page beside the page rendered from nothing: same looks, same words, sound file."""

import hashlib
import random
import re
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.utils import translation
from PIL import Image, ImageChops

from cms.checks import missing_pdf_libraries
from cms.lib.pdf import rendering
from cms.lib.pdf.fonts import body_glyphs, rare_codes
from evidence.demo.handwriting import sign as drawn_name
from evidence.engine.strokes import parse
from pledges.rounds.adapters import paper
from pledges.rounds.adapters.paper import pledge_pdf
from pledges.rounds.engine.document import digest, fill, parse_sample
from pledges.rounds.flows.signing import field_values
from pledges.rounds.models.envelope import Envelope
from tests.factories.rounds import envelope_of, make_round, make_version, sign

pytestmark = pytest.mark.skipif(
    bool(missing_pdf_libraries()), reason="the libraries of WeasyPrint are not installed"
)
poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils are not installed"
)
SAMPLE = Path(paper.__file__).parents[1] / "demo" / "data" / "pledge.md"
EVIDENCE = rendering.PdfAttachment("evidence.json", b'{"entries":[]}', "证据链")
STAMP = f"stamp 1 on weasyprint {rendering.version('weasyprint')}"
SHOWN = re.compile(rb"(/\w+) [\d.]+ Tf <([0-9A-Fa-f]+)> Tj|(BT|Tm)")
PAIR = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,8})>")


@pytest.fixture
def envelope(world, at) -> Envelope:
    """The demo's pledge, signed by 王㛃."""
    text = parse_sample(SAMPLE.read_text(encoding="utf-8"), "社会救助经办服务人员承诺书")
    version = make_version(
        world.users["hr_city"],
        at - timedelta(days=1),
        title=text.title,
        preamble=text.preamble,
        clauses=[clause.as_dict() for clause in text.clauses],
        closing=text.closing,
    )
    drawn = parse(drawn_name("王㛃", random.Random(1)))
    member = world.members["staff"]
    signed = sign(envelope_of(make_round(world, at, version=version), member), at, drawn=drawn)
    return Envelope.objects.select_related("round__version", "mark").get(pk=signed.pk)


def refill(envelope: Envelope, **values: str) -> Envelope:
    """The envelope as if these values had been filled in; not saved."""
    values = field_values(envelope, envelope.member) | values
    filled = fill(envelope.round.version.text, values)
    envelope.text = {
        "title": filled.title,
        "preamble": filled.preamble,
        "clauses": [clause.as_dict() for clause in filled.clauses],
        "closing": filled.closing,
    }
    envelope.digest = digest(filled)
    envelope.member_name = values["姓名"]
    envelope.organisation_name = values["单位"]
    return envelope


def direct(envelope: Envelope, attachments=()) -> bytes:
    with translation.override("zh-hans"):
        page = paper.page_of(envelope, attachments)
        return rendering.render_pdf(paper.TEMPLATE, attachments=attachments, **page)


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def written(data: bytes, tmp_path: Path, name: str = "page") -> str:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(data)
    return str(path)


def raster(data: bytes, tmp_path: Path, name: str) -> Image.Image:
    path = written(data, tmp_path, name)
    run("pdftoppm", "-r", "72", "-gray", "-singlefile", path, path)
    return Image.open(f"{path}.pgm")


def read(data: bytes) -> str:
    """The words of the stamp, one line for each place, through the fonts' own tables."""
    lines: list[str] = []
    with pikepdf.open(BytesIO(data)) as file:
        for page in file.pages:
            tables = {name.encode(): table(font) for name, font in page.Resources.Font.items()}
            for font, codes, mark in SHOWN.findall(page.Contents[1].read_bytes()):
                if mark:
                    lines += [""] if mark == b"BT" else []
                    continue
                codes = codes.upper()
                parts = [codes[place : place + 4] for place in range(0, len(codes), 4)]
                lines[-1] += "".join(tables[font][part] for part in parts)
    return "\n".join(lines)


def table(font) -> dict[bytes, str]:
    told = font.ToUnicode.read_bytes().partition(b"beginbfchar")[2]
    return {
        code.upper(): bytes.fromhex(char.decode()).decode("utf-16-be")
        for code, char in PAIR.findall(told)
    }


@poppler
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"姓名": "多·吉", "岗位": "社会救助专职协理员兼入户核查员"},
        {"单位": "峨山彝族自治县双江街道社会救助和社会保障综合服务中心"},
    ],
)
def test_stamp_and_renderer_print_the_same_page(envelope, tmp_path, values):
    refill(envelope, **values)
    stamped = pledge_pdf(envelope, [EVIDENCE])
    assert rendering.renderer(stamped) == STAMP
    one = raster(stamped, tmp_path, "stamped")
    other = raster(direct(envelope, [EVIDENCE]), tmp_path, "direct")
    assert one.size == other.size == (596, 842)
    apart = ImageChops.difference(one, other).point(lambda grey: 255 if grey > 96 else 0)
    assert apart.histogram()[255] < 40  # of half a million
    assert ImageChops.invert(one).point(lambda grey: 255 if grey > 128 else 0).getbbox()


@poppler
def test_every_field_comes_back_as_one_string(envelope, tmp_path):
    lines = run("pdftotext", "-layout", written(pledge_pdf(envelope), tmp_path), "-")
    lines += run("pdftotext", written(pledge_pdf(envelope), tmp_path), "-")
    flat = "".join(lines.split())
    for words in (
        f"文书编号：{envelope.number}",
        envelope.code,
        f"正文摘要（SHA-256）：{envelope.digest}",
        f"/verify/{envelope.code}/",
        "致：双江街道（并报峨山县民政局备案）",
        "本人王㛃，现任双江街道",
        "日期：2026年11月23日",
        "2026年11月23日 09:00:00（北京时间，以系统时钟为准）",
        "王㛃",
    ):
        assert words in lines
    assert "第1页共1页" in flat
    for clause in envelope.pledge.clauses:
        assert f"{clause.heading}。{clause.text}" in flat


@poppler
def test_all_fonts_are_embedded_truetype_subsets(envelope, tmp_path):
    rows = run("pdffonts", written(pledge_pdf(envelope), tmp_path)).splitlines()[2:]
    fonts = [row.split() for row in rows]
    assert len(fonts) == 4
    assert {font[0].partition("+")[2] for font in fonts} == {"Noto-Sans-SC", "Noto-Sans-SC-Bold"}
    assert {tuple(font[1:-2]) for font in fonts} == {
        ("CID", "TrueType", "Identity-H", "yes", "yes", "yes")
    }


def test_the_file_is_sound(envelope):
    data = pledge_pdf(envelope, [EVIDENCE])
    start = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    rows = data[start:].split(b"trailer")[0].splitlines()
    assert rows[:2] == [b"xref", f"0 {len(rows) - 2}".encode()]
    for number, row in enumerate(rows[3:], 1):
        assert data[int(row[:10]) :].startswith(b"%d 0 obj\n" % number)
    with pikepdf.open(BytesIO(data)) as file:
        assert file.check_pdf_syntax() == []
        assert len(file.pages) == 1
        (intent,) = file.Root.OutputIntents
        assert (intent.S, intent.DestOutputProfile.N) == ("/GTS_PDFA1", 3)
        assert file.Root.Lang == "zh-CN"
        assert "ID" in "".join(file.trailer.keys())


def test_the_file_says_what_it_is_twice_and_alike(envelope):
    title = f"社会救助经办服务人员承诺书 {envelope.number}"
    with pikepdf.open(BytesIO(pledge_pdf(envelope))) as file:
        with file.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "U")
            assert meta["dc:title"] == title == str(file.docinfo.Title)
            assert meta["dc:creator"] == ["双江街道"] == [str(file.docinfo.Author)]
            assert meta["pdf:Producer"] == STAMP == str(file.docinfo.Producer)
            assert meta["xmp:CreateDate"] == "2026-11-23T09:00:00+08:00"
        assert str(file.docinfo.CreationDate) == "D:20261123090000+08'00"
        assert file.docinfo.CreationDate == file.docinfo.ModDate
        assert file.Root.Metadata.get("/Filter") is None


def test_the_evidence_is_inside_as_data(envelope):
    with pikepdf.open(BytesIO(pledge_pdf(envelope, [EVIDENCE]))) as file:
        (filed,) = file.Root.AF
        assert (filed.AFRelationship, str(filed.UF)) == ("/Data", "evidence.json")
        embedded = filed.EF.F
        assert embedded.read_bytes() == EVIDENCE.data
        assert embedded.Subtype == "/application/json"
        expected = hashlib.md5(EVIDENCE.data, usedforsecurity=False).digest()
        assert bytes(embedded.Params.CheckSum) == expected
        assert list(file.attachments) == ["evidence.json"]
    printed = hashlib.sha256(EVIDENCE.data).hexdigest()
    assert f"附件 evidence.json 摘要（SHA-256）：{printed}" in read(
        pledge_pdf(envelope, [EVIDENCE])
    )
    with pikepdf.open(BytesIO(pledge_pdf(envelope))) as file:
        assert "/AF" not in file.Root


def test_equal_input_gives_equal_bytes_in_every_process(envelope):
    one = pledge_pdf(envelope, [EVIDENCE])
    rendering._base.cache_clear()  # from the stored base
    assert pledge_pdf(envelope, [EVIDENCE]) == one
    shutil.rmtree(Path(settings.PRIVATE_ROOT) / "prepared")
    rendering._base.cache_clear()  # prepared anew
    assert pledge_pdf(envelope, [EVIDENCE]) == one
    assert pledge_pdf(refill(envelope, 姓名="王丽"), [EVIDENCE]) != one


def test_a_prepared_page_needs_no_renderer(envelope, monkeypatch):
    one = pledge_pdf(envelope)
    rendering._base.cache_clear()

    def no_renderer():
        raise rendering.PdfUnavailable

    monkeypatch.setattr(rendering, "_engine", no_renderer)
    assert pledge_pdf(envelope) == one


def test_a_damaged_base_is_not_used(envelope):
    one = pledge_pdf(envelope)
    for stored in (Path(settings.PRIVATE_ROOT) / "prepared").glob("*.base"):
        stored.write_bytes(stored.read_bytes().replace(b"endobj", b"endobk", 1))
    rendering._base.cache_clear()
    assert pledge_pdf(envelope) == one


@pytest.mark.parametrize("name", ["王㛃", "李𬭎", "多·吉", "䶮喆", "买买提·艾合买提江"])
def test_rare_names_are_stamped(envelope, name):
    data = pledge_pdf(refill(envelope, 姓名=name))
    assert rendering.renderer(data) == STAMP
    assert f"本人{name}，现任" in read(data)
    assert f"{name}　双江街道" in read(data)


def test_a_thousand_names_come_back(envelope):
    rng = random.Random(20261123)
    letters = [chr(code) for code in body_glyphs() if 0x4E00 <= code <= 0x9FFF]
    for _ in range(1000):
        name = "".join(rng.choices(letters, k=rng.choice([2, 2, 3, 3, 3, 4])))
        data = pledge_pdf(refill(envelope, 姓名=name))
        assert rendering.renderer(data) == STAMP
        words = read(data)
        assert f"本人{name}，现任" in words
        assert f"{name}　双江街道" in words


@poppler
@pytest.mark.parametrize(("field", "value"), [("number", "玉民承诺" * 12), ("code", "0000-" * 20)])
def test_what_does_not_fit_is_rendered_from_nothing(envelope, tmp_path, field, value):
    stamped = pledged(pledge_pdf(envelope), tmp_path)
    setattr(envelope, field, value)
    data = pledge_pdf(envelope)
    assert rendering.renderer(data) == rendering.renderer()
    assert pledged(data, tmp_path) == stamped


def pledged(data: bytes, folder: Path) -> str:
    """What was promised, from the addressee to the line for the signature, without blanks."""
    words = "".join(run("pdftotext", "-layout", written(data, folder), "-").split())
    return words[words.index("致：") : words.index("承诺人（签名）")]


@poppler
@pytest.mark.skipif(not rare_codes(), reason="the font for rare characters is not installed")
@pytest.mark.parametrize("name", ["李𠀀", "普\U0002a6d0", "王\U0002ebe0\U0002cea1"])
def test_names_beyond_the_body_font_are_rendered_from_nothing(envelope, tmp_path, name):
    stamped = pledged(pledge_pdf(envelope), tmp_path)
    data = pledge_pdf(refill(envelope, 姓名=name))
    assert rendering.renderer(data) == rendering.renderer()
    assert pledged(data, tmp_path) == stamped.replace("王㛃", name)
    assert f"承诺人{name}双江街道" in "".join(
        run("pdftotext", "-raw", written(data, tmp_path), "-").split()
    )


def test_a_long_word_is_squeezed_before_it_is_given_up(envelope):
    envelope.number = "玉民承诺〔2026〕" + "救" * 12 + "号"
    data = pledge_pdf(envelope)
    assert rendering.renderer(data) == STAMP
    assert f"文书编号：{envelope.number}" in read(data)
    assert re.search(rb"Tc [89]\d\.\d\d Tz", _words(data))


def _words(data: bytes) -> bytes:
    with pikepdf.open(BytesIO(data)) as file:
        return file.pages[0].Contents[1].read_bytes()


def test_names_in_clauses_and_many_pages(world, at):
    clauses = [{"heading": "依法办事", "text": "符合条件的不推诿。" * 12}] * 12
    clauses += [{"heading": "本人责任", "text": "{姓名}对本人签字的调查表负责，" * 6}]
    made = make_version(world.users["hr_city"], at - timedelta(days=1), clauses=clauses)
    opened = make_round(world, at, version=made)
    envelope = sign(envelope_of(opened, world.members["staff"]), at)
    data = pledge_pdf(envelope)
    assert rendering.renderer(data) == STAMP
    with pikepdf.open(BytesIO(data)) as file:
        assert len(file.pages) == 2
    words = read(data)
    assert words.count(f"核验网址：{paper.page_of(envelope)['context']['url']}") == 2
    assert "王㛃对本人签字的调查表负责，" * 6 in words.replace("\n", "")
