"""The desk's page of one declaration."""

import io
import zipfile
from dataclasses import replace

import pytest
from django.urls import reverse

from evidence.flows import storing
from evidence.flows.files import make_file
from evidence.flows.storing import Paper, store_file
from evidence.queries.attachment import as_attachment
from evidence.queries.chains import chain_of
from evidence.subjects import SUBJECTS, FileKind
from pledges.kinship.flows.subject import DECLARATIONS
from tests.evidence.pki import plain_pdf
from tests.factories.kinship import make_declared

pytestmark = pytest.mark.usefixtures("time_machine_at")


@pytest.fixture
def declared(world, at):
    return make_declared(world.members["staff"], at)


def page(name: str, declaration) -> str:
    return reverse(name, args=[declaration.code])


def make(code, kind, at):
    """The sealed file of a declaration, as another kind of paper makes it."""
    row = DECLARATIONS.find(code)
    paper = Paper(
        subject=row.subject,
        kind=kind,
        path=f"declarations/{code}.pdf",
        attachment=lambda: as_attachment({"document": {"code": code}}),
        render=lambda inside: plain_pdf(code, evidence=inside[0].data),
        lock=lambda: row,
    )
    return store_file(paper=paper, at=at)


def test_without_a_sealed_file_there_is_no_package(declared, world, login):
    reader = login(world.users["inspector"])
    shown = reader.get(page("relatives_declaration", declared)).content.decode()
    assert page("relatives_declaration_package", declared) not in shown
    assert reader.get(page("relatives_declaration_package", declared)).status_code == 404


def test_once_there_is_a_sealed_file_its_package_is_handed_out(
    declared, world, login, at, monkeypatch
):
    lent = replace(DECLARATIONS, files=(FileKind("signed", "declarations", due=list),), make=make)
    rows = [
        (100, lent.word, lent) if kind is DECLARATIONS else (100, kind.word, kind)
        for kind in SUBJECTS
    ]
    monkeypatch.setattr(SUBJECTS, "_entries", rows)
    monkeypatch.setattr(storing.pdf, "renderer", lambda data: "test 1.0")
    make_file(subject=declared.subject, kind="signed", at=at)
    reader, address = (
        login(world.users["inspector"]),
        page("relatives_declaration_package", declared),
    )
    assert address in reader.get(page("relatives_declaration", declared)).content.decode()
    archive = zipfile.ZipFile(io.BytesIO(reader.get(address).content))
    assert "declaration.pdf" in archive.namelist()
    told = chain_of(declared.subject).filter(kind="exported").get().payload
    assert told == {"what": "package", "by": world.users["inspector"].pk}
    assert login(world.users["hr_other"]).get(address).status_code == 404
