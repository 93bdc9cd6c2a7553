"""Every list of the admin that can be taken away: the rows shown, inert, marked and logged."""

import csv
import io

import openpyxl
import pytest
from django.http import HttpResponseNotFound
from django.urls import reverse
from wagtail.models import ModelLogEntry

from bank.models.items import Item
from bank.models.topics import Topic
from cms.lib.tables.registers import FORMATS
from cms.models.basis import LegalBasis
from cms.models.feedback import Feedback
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.user import User
from tests.access.admin_places import ROLES, build_admin_places

# Address → who takes it away, and the action under which the log keeps it.
LISTS = {
    "member:index": ("hr_township", "staff.export_roster"),
    "staff_grants:index": ("permissions_township", "staff.export_grants"),
    "staff_audit_log": ("admin_audit", "staff.export_log"),
    "staff_roster_changes": ("hr_city", "staff.export_roster"),
    "wagtailsnippets_bank_item:list": ("trainer_township", "bank.export_register"),
    "wagtailadmin_reports:workflow": ("reviewer", "bank.export_reviews"),
    "wagtailadmin_reports:workflow_tasks": ("reviewer", "bank.export_reviews"),
    "exam_register": ("hr_township", "exams.export_results"),
    "pledge_versions:index": ("hr_city", "rounds.export_versions"),
    "pledge_register": ("hr_city", "rounds.export_list"),
    "seal_certificates": ("hr_city", "evidence.export_certificates"),
    "feedback:index": ("admin_audit", "cms.export_feedback"),
    "wagtailsnippets_cms_legalbasis:list": ("reviewer", "cms.export_bases"),
    "topic:index": ("reviewer", "bank.export_topics"),
    "cms_basis_report": ("reviewer", "cms.export_citations"),
}
FULL = {
    "member:index", "staff_grants:index", "wagtailsnippets_bank_item:list", "feedback:index",
    "wagtailsnippets_cms_legalbasis:list", "topic:index",
}  # fmt: skip
EVIL = '=HYPERLINK("http://x","y")'


@pytest.fixture(autouse=True)
def short_404(monkeypatch):
    monkeypatch.setattr("cms.urls.handler404", lambda request, exception: HttpResponseNotFound())


@pytest.fixture
def hostile(world, at, time_machine_at):
    """Somebody has typed a formula into whatever takes text."""
    places = build_admin_places(world, at)
    Organisation.objects.update(name=EVIL, short_name=EVIL[:20])
    Member.objects.update(name=EVIL, village=EVIL)
    User.objects.exclude(username__in=ROLES).update(name=EVIL)
    RoleGrant.objects.update(reason=EVIL)
    Item.objects.update(stem=EVIL, basis=EVIL)
    Feedback.objects.update(text=EVIL, page=EVIL)
    LegalBasis.objects.update(note=EVIL)
    Topic.objects.filter(pk=Topic.objects.first().pk).update(name=EVIL)
    return places


def table_of(answer, file_format: str) -> list[list]:
    if file_format == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell for cell in row] for row in sheet.iter_rows()]
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    return [[cell.value for cell in row] for row in rows]


def faults(client, path: str, file_format: str, user: User) -> tuple[int, list[str]]:
    """How many rows the list shows, and what is wrong with the file of it."""
    shown = client.get(path).context["paginator"].count
    table = table_of(client.get(path, {"export": file_format}), file_format)
    texts = [cell for row in table for cell in row if isinstance(cell, str)]
    wrong = [f"runs: {text}" for text in texts if text.startswith(("=", "+", "-", "@"))]
    if len(table) != 3 + shown + 1:
        wrong.append(f"{len(table)} lines for {shown} rows")
    if str(user) not in table[-1][0]:
        wrong.append("does not say who took it")
    if path in {reverse(name) for name in FULL} and f"'{EVIL}" not in texts:
        wrong.append("is not about what the list holds")
    return shown, wrong


@pytest.mark.parametrize("file_format", FORMATS)
def test_every_exported_list(hostile, world, login, file_format):
    wrong = []
    for name, (username, action) in LISTS.items():
        user = world.users[username]
        before = set(ModelLogEntry.objects.filter(action=action).values_list("pk", flat=True))
        shown, said = faults(login(user), reverse(name), file_format, user)
        wrong += [f"{name}: {fault}" for fault in said]
        written = ModelLogEntry.objects.filter(action=action).exclude(pk__in=before)
        counts = [entry.data["rows"] for entry in written]
        if counts != [shown]:
            wrong.append(f"{name}: the log says {counts} of {shown}")
    assert not wrong, "\n".join(wrong)


def test_the_lists_without_a_register_cannot_be_taken_away(hostile, world, login):
    client = login(world.users["trainer"])
    for name in ("itembank:index", "exam:index", "paper:index", "sitting:index"):
        answer = client.get(reverse(name), {"export": "xlsx"})
        assert answer["Content-Type"].startswith("text/html"), name


def test_who_may_not_see_a_list_cannot_take_it_away(hostile, world, login):
    clients = {user: login(world.users[user]) for user in ("staff", *ROLES)}
    allowed = {name: {user} for name, (user, _action) in LISTS.items()}
    for name in ("member:index", "feedback:index", "staff_audit_log", "seal_certificates"):
        for user in ("staff", "trainer"):
            assert user not in allowed[name]
            answer = clients[user].get(reverse(name), {"export": "csv"})
            assert answer.status_code in {302, 404}, (name, user)
