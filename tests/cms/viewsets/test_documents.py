import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form

from tests.evidence.signed import small_pdf

pytestmark = pytest.mark.django_db
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("name", "content", "valid"),
    [
        ("notice.pdf", small_pdf("x"), True),
        ("notice.pdf", HTML, False),
        ("notice.docx", HTML, False),
        ("notice.zip", small_pdf("x"), False),
        ("notice.txt", "通知".encode(), True),
        ("notice.txt", HTML, False),
        ("notice.PDF", small_pdf("x"), True),
    ],
)
def test_a_document_is_what_its_name_says(name, content, valid):
    form_class = get_document_form(get_document_model())
    form = form_class({"title": "x"}, {"file": SimpleUploadedFile(name, content)})
    form.is_valid()
    assert ("file" not in form.errors) is valid
