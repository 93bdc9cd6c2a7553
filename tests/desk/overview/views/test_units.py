from datetime import datetime
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from cms.lends import Figure, collect_figures
from cms.models.jobs import Job
from desk.overview.views import units
from staff.flows.standing import grant_credential
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.queries.people import with_credential
from tests.factories.staff import make_grant, make_member, make_organisation

CASEWORKER, COORDINATOR = Member.Category.CASEWORKER, Member.Category.COORDINATOR


def held(kind):
    return lambda members, at: with_credential(members, kind=kind, at=at)


def figures() -> list:
    """Two figures on raw credentials: everybody trains, caseworkers sit the exam."""
    return [
        Figure("coverage", "培训", "已训", "未训", lambda m, at: m, held("training"), 1),
        Figure(
            "exam",
            "考试",
            "已过",
            "未过",
            lambda m, at: m.filter(category=CASEWORKER),
            held("exam"),
            2,
        ),
    ]


@pytest.fixture(autouse=True)
def only_two_figures(monkeypatch, at):
    monkeypatch.setattr(units, "collect_figures", figures)
    monkeypatch.setattr("desk.overview.tasks.collect_figures", figures)
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def town(world, at):
    """More people at every level, some trained, some passed, one who left, one at the county."""
    places = [world.city, world.eshan, world.shuangjiang, world.xiaojie, world.guishan]
    for number in range(30):
        member = make_member(
            places[number % 5],
            f"人{number}",
            category=COORDINATOR if number % 3 == 0 else CASEWORKER,
        )
        for kind, every in (("training", 2), ("exam", 4)):
            if number % every == 0:
                grant_credential(
                    member=member,
                    kind=kind,
                    code="x",
                    title="x",
                    source=f"{kind}:{number}",
                    earned_at=at,
                )
    Member.objects.filter(name="人2").update(status="left", left_on="2026-06-01")
    return world


def recount(root: Organisation, at: datetime) -> dict[str, tuple[int, int]]:
    """The same figures by plain loops over raw rows, knowing nothing of the desk."""
    result = {"coverage": [0, 0], "exam": [0, 0]}
    for member in Member.objects.all():
        place = Organisation.objects.get(pk=member.organisation_id)
        if member.status != "active" or not place.path.startswith(root.path):
            continue
        kinds = {row.kind for row in member.credentials.all() if row.earned_at <= at}
        result["coverage"][0] += 1
        result["coverage"][1] += "training" in kinds
        if member.category == "caseworker":
            result["exam"][0] += 1
            result["exam"][1] += "exam" in kinds
    return {code: tuple(pair) for code, pair in result.items()}


def cells(tallies) -> dict[str, tuple[int, int]]:
    return {code: (tally.due, tally.done) for code, tally in tallies.items()}


def totals(response) -> dict[str, tuple[int, int]]:
    return {bar.figure.code: (bar.tally.due, bar.tally.done) for bar in response.context["totals"]}


@pytest.mark.parametrize("user", ["hr_city", "hr_county", "inspector"])
def test_every_cell_equals_the_recount_from_raw_rows(town, login, at, user):
    client = login(town.users[user])
    response = client.get("/desk/")
    root = response.context["organisation"]
    assert totals(response) == recount(root, at)
    rows = [row for row, _name, _bars in response.context["rows"]]
    assert {row.code for row in rows if not row.own} == {
        child.code for child in root.get_children()
    }
    for row in rows:
        if not row.own:
            assert cells(row.tallies) == recount(Organisation.objects.get(code=row.code), at)
    for code, (due, done) in totals(response).items():
        assert sum(row.tallies[code].due for row in rows) == due
        assert sum(row.tallies[code].done for row in rows) == done


def test_the_numbers_stand_on_the_page(town, login, at):
    page = login(town.users["hr_county"]).get("/desk/").content.decode()
    due, done = recount(town.eshan, at)["coverage"]
    assert f"{1000 * done // due / 10:.1f}%" in page
    assert "2026年11月23日 09:00" in page


def test_drilling_down_ends_at_the_people(town, login):
    client = login(town.users["hr_city"])
    assert client.get("/desk/org/530426/").status_code == 200
    response = client.get("/desk/org/530426001/", follow=True)
    assert response.redirect_chain == [("/desk/org/530426001/people/", 302)]
    names = {member.name for member, _statuses in response.context["rows"]}
    wanted = Member.objects.filter(organisation=town.shuangjiang, status="active")
    assert names == {member.name for member in wanted}


def test_worst_first_unless_asked_otherwise(town, login):
    client = login(town.users["hr_city"])

    def codes(query=""):
        return [row.code for row, _n, _b in client.get(f"/desk/{query}").context["rows"]]

    assert codes("?sort=name") == ["530400", "530426", "530427"]
    assert codes("?sort=name&down=on") == ["530427", "530426", "530400"]
    assert codes("?sort=nonsense") == codes()
    percents = [
        min(t.percent for t in row.tallies.values() if t.percent is not None)
        for row, _n, _b in client.get("/desk/").context["rows"]
    ]
    assert percents == sorted(percents)


def test_search_finds_units_at_any_depth(town, login, at):
    response = login(town.users["hr_city"]).get("/desk/?q=双江")
    [(row, name, _bars)] = response.context["rows"]
    assert (row.code, name) == ("530426001", "双江街道")
    assert cells(row.tallies) == recount(town.shuangjiang, at)
    assert totals(response) == recount(town.city, at)


def test_several_roots_can_be_chosen_and_nested_ones_are_folded(world, login):
    user = world.users["hr_township"]
    make_grant(user, "hr", world.guishan)
    make_grant(user, "inspector", world.xinping)
    response = login(user).get("/desk/", follow=True)
    assert [top.code for top in response.context["tops"]] == ["530426001", "530427"]


def status_of(response) -> dict[str, list[str]]:
    return {
        member.name: [str(label) for _figure, _tone, label in statuses]
        for member, statuses in response.context["rows"]
    }


def test_the_list_shows_each_figures_status(town, login):
    response = login(town.users["hr_city"]).get("/desk/org/530400/people/")
    shown = status_of(response)
    assert shown["人0"] == ["已训", "不在应办之列"]
    assert shown["人4"] == ["已训", "已过"]
    assert shown["人1"] == ["未训", "未过"]
    assert "人2" not in shown


@pytest.mark.parametrize("figure", ["coverage", "exam"])
def test_the_three_statuses_part_the_people(town, login, at, figure):
    client = login(town.users["hr_county"])
    counts = {}
    for status in ("done", "open", "not_due"):
        response = client.get(f"/desk/org/530426/people/?figure={figure}&status={status}")
        counts[status] = response.context["page"].paginator.count
    due, done = recount(town.eshan, at)[figure]
    everybody = client.get("/desk/org/530426/people/").context["page"].paginator.count
    assert counts == {"done": done, "open": due - done, "not_due": everybody - due}


@pytest.mark.parametrize(
    ("query", "names"),
    [("q=王", {"王㛃"}), ("q=%F0%AC%AD%8E", {"李𬭎"}), ("q=nobody", set()), ("q=%25", set())],
)
def test_search_by_name(world, login, query, names):
    response = login(world.users["hr_county"]).get(f"/desk/org/530426/people/?{query}")
    assert {member.name for member, _s in response.context["rows"]} == names


def test_own_people_only(town, login):
    response = login(town.users["hr_county"]).get("/desk/org/530426/people/?own=on")
    assert {m.organisation_id for m, _s in response.context["rows"]} == {town.eshan.pk}


def test_pages_are_cut_in_sql(town, login, monkeypatch):
    monkeypatch.setattr(units, "PER_PAGE", 3)
    client = login(town.users["hr_city"])
    first = client.get("/desk/org/530400/people/")
    second = client.get("/desk/org/530400/people/?page=2")
    assert len(first.context["rows"]) == len(second.context["rows"]) == 3
    assert not set(status_of(first)) & set(status_of(second))


def sheet_of(response) -> list[list]:
    sheet = load_workbook(BytesIO(response.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_export_of_the_comparison(town, login, at):
    response = login(town.users["hr_county"]).post("/desk/org/530426/export/", {"sort": "name"})
    rows = sheet_of(response)
    total = next(row for row in rows if row[0] == "合计")
    figures_of = recount(town.eshan, at)
    assert tuple(total[1:3]) == figures_of["coverage"]
    assert tuple(total[5:7]) == figures_of["exam"]
    assert ModelLogEntry.objects.get(action="overview.export_units").user == town.users["hr_county"]


def test_export_of_the_filtered_people_names_who_took_it(town, login, at):
    user = town.users["hr_county"]
    values = {"figure": "coverage", "status": "open"}
    response = login(user).post("/desk/org/530426/people/export/", values)
    rows = sheet_of(response)
    due, done = recount(town.eshan, at)["coverage"]
    people = [row for row in rows if isinstance(row[0], int)]
    assert len(people) == due - done
    assert {row[5] for row in people} == {"未完成"}
    assert str(user) in str(rows[-1])
    entry = ModelLogEntry.objects.get(action="overview.export_people")
    assert (entry.user, entry.data) == (user, {"rows": due - done})


def test_a_long_export_is_made_in_the_background(
    town, login, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(units, "DIRECT_ROWS", 3)
    client = login(town.users["hr_county"])
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/desk/org/530426/people/export/", {})
    job = Job.objects.get()
    assert response.headers["Location"] == f"/jobs/{job.token}/"
    assert (job.state, job.result_name[-5:]) == ("done", ".xlsx")
    data = b"".join(client.get(f"/jobs/{job.token}/result").streaming_content)
    assert data[:2] == b"PK"


def queries(client, path) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["/desk/", "/desk/org/530400/people/"])
def test_the_number_of_queries_does_not_grow(world, login, path):
    client = login(world.users["hr_city"])
    client.get(path)
    few = queries(client, path)
    for number in range(3):
        county = make_organisation(f"53049{number}", f"县{number}", "county", world.city)
        town = make_organisation(f"53049{number}001", f"乡{number}", "township", county)
        for _person in range(3):
            make_member(Organisation.objects.get(pk=town.pk))
    assert queries(client, path) == few
    assert few <= 22


def test_no_figures_no_crash(world, login, monkeypatch):
    monkeypatch.setattr(units, "collect_figures", list)
    client = login(world.users["hr_county"])
    for path in ("/desk/", "/desk/org/530426/people/?status=open"):
        assert client.get(path).status_code == 200


def test_the_figures_of_the_apps_count_too(world, login, monkeypatch):
    monkeypatch.setattr(units, "collect_figures", collect_figures)
    response = login(world.users["hr_city"]).get("/desk/")
    assert {bar.figure.code for bar in response.context["totals"]} >= {"coverage"}
    for bar in response.context["totals"]:
        assert bar.tally.done <= bar.tally.due
