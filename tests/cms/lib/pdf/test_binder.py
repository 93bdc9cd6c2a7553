import io

import pikepdf
import pytest
from pypdf import PdfReader

from cms.lib.pdf.binder import BRANCH, Binder

FONT = b"a font of some size " * 500


def source(words: str, pages: int = 1) -> io.BytesIO:
    """A small PDF that draws `words` on each page, with a font and a link."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
            Extra=pikepdf.Stream(pdf, FONT), Width=1.5, Embedded=True,
        )
    )  # fmt: skip
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = pikepdf.Stream(pdf, f"BT /F1 20 Tf 50 500 Td ({words}) Tj ET".encode())
        page.obj.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link)])
    target = io.BytesIO()
    pdf.save(target, compress_streams=False)
    target.seek(0)
    return target


def bound(*files: tuple[io.BytesIO, tuple[str, ...]]) -> bytes:
    target = io.BytesIO()
    binder = Binder(target, title="汇编", stamp=source("COPY").getvalue())
    for file, titles in files:
        binder.add(file, *titles)
    binder.finish()
    return target.getvalue()


def test_pages_and_outline_in_order():
    data = bound(
        (source("one", 2), ("峨山县", "双江街道", "王㛃")),
        (source("two"), ("峨山县", "双江街道", "李𬭎")),
        (source("three"), ("新平县", "桂山街道", "赵铁")),
    )
    reader = PdfReader(io.BytesIO(data), strict=True)
    words = [page.extract_text().split() for page in reader.pages]
    assert words == [["one", "COPY"], ["one", "COPY"], ["two", "COPY"], ["three", "COPY"]]
    county, (township, people), other, _rest = reader.outline
    assert (county.title, township.title, other.title) == ("峨山县", "双江街道", "新平县")
    places = [(line.title, reader.get_destination_page_number(line)) for line in people]
    assert places == [("王㛃", 0), ("李𬭎", 2)]
    assert reader.metadata.title == "汇编"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert all("/Annots" not in page for page in pdf.pages)


def test_equal_fonts_are_written_once():
    data = bound(*((source(f"w{n}"), (f"p{n}",)) for n in range(20)))
    assert data.count(FONT) == 1


def test_more_pages_than_one_branch_holds():
    count = BRANCH * 2 + 1
    data = bound(*((source(f"w{n}"), (f"p{n}",)) for n in range(count)))
    reader = PdfReader(io.BytesIO(data), strict=True)
    assert len(reader.pages) == count
    assert reader.pages[count - 1].extract_text().split() == [f"w{count - 1}", "COPY"]


def test_what_is_no_pdf_is_refused():
    with pytest.raises(pikepdf.PdfError):
        bound((io.BytesIO(b"%PDF-1.7\nnothing"), ("p",)))
