import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from cms.flows.jobs import drop_old_results
from cms.models.jobs import Job
from staff.flows.exports import keep_reach
from tests.factories.staff import LONG_AGO, make_grant, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker():
    return make_user("YX00001")


def make_job(asker, **values) -> Job:
    return Job.objects.create(name="test", requested_by=asker, **values)


def test_a_running_job_shows_its_progress(asker, login):
    job = make_job(asker, state="running", done=31, total=76)
    page = login(asker).get(f"/jobs/{job.token}/").text
    assert 'max="76" value="31"' in page
    assert "js/job.js" in page
    answer = login(asker).get(f"/jobs/{job.token}/", headers={"accept": "application/json"})
    assert answer.json() == {"state": "running", "done": 31, "total": 76}


def test_a_finished_job_offers_its_file(asker, login):
    job = make_job(asker, state="done")
    job.attach(ContentFile(b"register"), "台账.xlsx")
    page = login(asker).get(f"/jobs/{job.token}/").text
    assert f"/jobs/{job.token}/result" in page
    assert "js/job.js" not in page
    sent = login(asker).get(f"/jobs/{job.token}/result")
    assert b"".join(sent.streaming_content) == b"register"


def test_a_failed_job_shows_its_reason(asker, login):
    job = make_job(asker, state="failed", message="第 12 行缺少姓名")
    assert "第 12 行缺少姓名" in login(asker).get(f"/jobs/{job.token}/").text


def test_nobody_else_finds_the_job(asker, login):
    job = make_job(asker, state="done")
    stranger = login(make_user("YX00002"))
    assert stranger.get(f"/jobs/{job.token}/").status_code == 404
    assert stranger.get(f"/jobs/{job.token}/result").status_code == 404


def test_the_list_holds_the_own_jobs_only(asker, login):
    make_job(asker, state="done", result_name="名册.xlsx")
    make_job(make_user("YX00003"), state="done", result_name="别人的.xlsx")
    page = login(asker).get("/jobs/").text
    assert "名册.xlsx" in page
    assert "别人的.xlsx" not in page


def test_results_are_dropped_after_seven_days_and_the_row_says_so(
    asker, login, at, time_machine_at
):
    old = make_job(asker, state="done", finished_at=at - timedelta(days=8))
    new = make_job(asker, state="done", finished_at=at - timedelta(days=6))
    for job in (old, new):
        job.attach(ContentFile(b"register"), "台账.xlsx")
    path = Path(old.result.path)
    assert drop_old_results(at) == 1
    assert not path.exists()
    assert login(asker).get(f"/jobs/{old.token}/result").status_code == 404
    kept = login(asker).get(f"/jobs/{new.token}/result")
    assert b"".join(kept.streaming_content) == b"register"
    assert "已不再保留" in login(asker).get("/jobs/").text


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 404)])
def test_the_link_ends_after_seven_days_even_if_the_file_is_still_there(
    asker, login, at, time_machine_at, days, status
):
    job = make_job(asker, state="done", finished_at=at - timedelta(days=days))
    job.attach(ContentFile(b"register"), "台账.xlsx")
    answer = login(asker).get(f"/jobs/{job.token}/result")
    assert answer.status_code == status
    answer.close()


def test_an_export_is_there_only_while_all_of_the_reach_lasts_by_which_it_was_made(world, login):
    asker = world.users["hr_county"]
    job = make_job(asker, state="done")
    job.attach(ContentFile(b"register"), "台账.xlsx")
    keep_reach(job, "overview.open_desk")
    client = login(asker)
    address = f"/jobs/{job.token}/"

    def answers() -> list[int]:
        found = []
        for path in (address, f"{address}result"):
            answer = client.get(path)
            b"".join(answer.streaming_content if answer.streaming else ())
            found.append(answer.status_code)
        return found

    assert answers() == [200, 200]
    asker.role_grants.update(revoked_at=LONG_AGO)
    assert answers() == [404, 404]
    make_grant(asker, "hr", world.shuangjiang)  # less than it was
    assert answers() == [404, 404]
    make_grant(asker, "inspector", world.city)
    assert answers() == [200, 200]


def test_every_task_that_leaves_a_file_notes_by_which_right():
    root = Path(__file__).parents[3]
    found = [
        (file.parent.name, function.name)
        for file in [*root.glob("*/tasks.py"), *root.glob("*/*/tasks.py")]
        if ".venv" not in file.parts
        for function in ast.parse(file.read_text()).body
        if isinstance(function, ast.FunctionDef)
        and ".attach(" in (words := ast.unparse(function))
        and "keep_reach(" not in words
    ]
    assert found == []
