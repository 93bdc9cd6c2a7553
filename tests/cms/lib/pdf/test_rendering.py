import shutil
import subprocess

import pytest
import time_machine
from django.template import engines

from cms import checks
from cms.lib.pdf import fonts, rendering
from cms.lib.pdf.fonts import missing_glyphs

needs_pango = pytest.mark.skipif(
    bool(checks.missing_pdf_libraries()), reason="the libraries of WeasyPrint are not installed"
)
PAGE = (
    '<html lang="zh-CN"><head><title>{{ title }}</title>'
    "<style>@page { size: A4; font-family: 'Noto Sans SC' }</style></head>"
    "<body><h1>{{ name }}</h1><p>{{ name }}</p>{{ extra|safe }}</body></html>"
)


@pytest.fixture(autouse=True)
def _page(monkeypatch):
    """Templates are text here: no file is needed for them."""
    django = engines["django"]
    monkeypatch.setattr(
        rendering,
        "render_to_string",
        lambda text, context: django.from_string(text).render(context),
    )


@pytest.fixture
def no_rare_font(monkeypatch):
    """A machine on which the font for rare characters is not installed."""
    monkeypatch.setattr(fonts, "rare_codes", frozenset)


@needs_pango
def test_equal_input_equal_bytes_other_input_other_bytes():
    one, two = (rendering.render_pdf(PAGE, {"name": "王㛃"}, title="承诺书") for _ in range(2))
    assert one == two
    assert rendering.render_pdf(PAGE, {"name": "李𬭎"}, title="承诺书") != one


@needs_pango
def test_a_missing_glyph_is_named(no_rare_font):
    with pytest.raises(rendering.MissingGlyphs) as caught:
        rendering.render_pdf(PAGE, {"name": "𠮷&𪚥"}, title="承诺书")
    assert caught.value.params == {"characters": "𠮷 𪚥"}


@needs_pango
def test_only_data_addresses_are_loaded(caplog, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    extra = f'<img src="{secret.as_uri()}"><img src="http://127.0.0.1:9/x.png">'
    rendering.render_pdf(PAGE, {"name": "王㛃", "extra": extra}, title="承诺书")
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert all("disallowed protocol" in record.getMessage() for record in caplog.records)


@needs_pango
@pytest.mark.skipif(shutil.which("pdfdetach") is None, reason="poppler-utils are not installed")
def test_an_attachment_comes_out_as_it_went_in(tmp_path):
    attached = rendering.PdfAttachment("evidence.json", b'{"a":1}', "证据")
    path = tmp_path / "a.pdf"
    path.write_bytes(
        rendering.render_pdf(PAGE, {"name": "王㛃"}, title="承诺书", attachments=[attached])
    )
    out = tmp_path / "out.json"
    command = ["pdfdetach", "-save", "1", "-o", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    assert out.read_bytes() == attached.data


def test_without_the_libraries_the_refusal_is_clear(monkeypatch):
    def broken(name):
        raise OSError("libpango-1.0.so.0 not found")

    rendering._engine.cache_clear()
    monkeypatch.setattr(rendering, "import_module", broken)
    with pytest.raises(rendering.PdfUnavailable):
        rendering.render_pdf(PAGE, {"name": "王㛃"}, title="承诺书")
    with pytest.raises(rendering.PdfUnavailable):
        rendering.renderer()


def test_the_check_names_what_is_missing(monkeypatch):
    monkeypatch.setattr(checks, "PDF_LIBRARIES", ("libnothing.so.9",))
    (warning,) = checks.check_pdf_libraries(None)
    assert warning.id == "cms.W001"
    assert "libnothing.so.9" in warning.msg
    assert "apt-get install" in warning.hint


def test_the_check_is_silent_when_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(checks, "PDF_LIBRARIES", ())
    assert checks.check_pdf_libraries(None) == []


def test_rare_names_have_glyphs_and_blanks_need_none(no_rare_font):
    assert missing_glyphs("王㛃 李𬭎\n多·吉 䶮喆") == ""
    assert missing_glyphs("𠮷a𠮷") == "𠮷"


@pytest.mark.skipif(not fonts.rare_codes(), reason="the font for rare characters is missing")
def test_the_font_for_rare_characters_has_extensions_b_to_f():
    assert missing_glyphs("𠮷a\U0002a6d6\U0002b734\U0002b81d\U0002cea1\U0002ebe0") == ""
    assert missing_glyphs("王\U00030000") == "\U00030000"


@needs_pango
def test_attachments_are_as_old_as_the_document_so_equal_input_gives_equal_bytes(at):
    attached = [rendering.PdfAttachment("evidence.json", b'{"a":1}', "证据")]
    given = {"title": "承诺书", "attachments": attached, "moment": at}
    with time_machine.travel(at):
        one = rendering.render_pdf(PAGE, {"name": "王㛃"}, **given)
    assert rendering.render_pdf(PAGE, {"name": "王㛃"}, **given) == one


@needs_pango
def test_a_template_without_slots_is_rendered_from_nothing(caplog, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path
    caplog.set_level("INFO", "cms.lib.pdf.rendering")
    data = rendering.stamp_pdf(PAGE, {"name": "王㛃"}, title="承诺书")
    assert rendering.renderer(data).startswith("weasyprint ")
    assert "without facts" in caplog.text


def test_the_renderer_is_read_from_the_bytes():
    data = b"1 0 obj\n<< /Producer (stamp 1 on weasyprint 70.0) >>\nendobj\n"
    assert rendering.renderer(data) == "stamp 1 on weasyprint 70.0"
