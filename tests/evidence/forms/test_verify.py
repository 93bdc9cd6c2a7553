import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evidence.engine.codes import RANDOM_BYTES, make_code
from evidence.forms.verify import CodeForm, FileForm

CODE = make_code(b"\x07" * RANDOM_BYTES)
LAST = "1" if CODE[-1] != "1" else "2"


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), CODE.replace("-", " "), f"  {CODE} "])
def test_a_code_is_read_as_people_type_it(typed):
    form = CodeForm({"code": typed})
    assert form.is_valid()
    assert form.cleaned_data["code"] == CODE


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (CODE[:-1], "核验码为 16 位字母和数字，请与文书核对。"),
        (f"{CODE[:-1]}*", "含有核验码中不会出现的字符，请与文书核对。"),
        (CODE[:-1] + LAST, "核验码输入有误，请与文书核对。"),
    ],
)
def test_each_mistake_has_its_words(typed, words):
    assert CodeForm({"code": typed}).errors["code"] == [words]


def test_a_file_is_needed_and_has_something_in_it():
    assert FileForm({}, {}).errors["file"] == ["请先选择 PDF 文件。"]
    empty = FileForm({}, {"file": SimpleUploadedFile("a.pdf", b"")})
    assert empty.errors["file"] == ["文件是空的，传输时被截断了。请重新下载或复制。"]
    assert FileForm({}, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}).is_valid()
