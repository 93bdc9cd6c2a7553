import pytest
from django.core.files.base import ContentFile

from cms.models import Job
from tests.factories.staff import make_user

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
