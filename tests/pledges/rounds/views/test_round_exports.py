import io
import zipfile

import pytest
from django.urls import reverse

from cms.models.jobs import Job
from evidence.models.chain import EvidenceEntry
from pledges.rounds.flows.parcels import README, REGISTER, SUMS
from pledges.rounds.views import exports as round_exports
from tests.factories.rounds import envelope_of, sign

pytestmark = pytest.mark.usefixtures("time_machine_at")


@pytest.fixture
def two(world, opened, at, plain_seal):
    """staff (双江) and stranger (桂山) sealed."""
    for name in ("staff", "stranger"):
        plain_seal(sign(envelope_of(opened, world.members[name]), at), at)
    return opened


def exports(round_) -> list[dict]:
    entries = EvidenceEntry.objects.filter(subject=round_.subject, kind="exported")
    return [entry.payload for entry in entries]


def now(round_) -> str:
    return reverse("desk_pledge_zip_now", args=[round_.pk])


def test_the_zip_streams_with_its_length_and_leaves_a_trace(world, login, two):
    response = login(world.users["hr_county"]).post(now(two))
    data = b"".join(response.streaming_content)
    assert response.headers["Content-Length"] == str(len(data))
    assert "filename*=utf-8''2026" in response.headers["Content-Disposition"]
    staff = world.members["staff"]
    name = f"峨山县民政局/双江街道/王㛃_{staff.staff_number}.pdf"
    assert set(zipfile.ZipFile(io.BytesIO(data)).namelist()) == {name, README, REGISTER, SUMS}
    assert exports(two) == [{"what": "zip", "by": world.users["hr_county"].pk, "files": 1}]


def test_the_zip_of_one_unit_only(world, login, two):
    client = login(world.users["hr_city"])
    response = client.post(now(two), {"unit": "530427"})
    names = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))).namelist()
    assert [name.partition("/")[0] for name in names if name.endswith(".pdf")] == ["新平县民政局"]
    assert client.post(now(two), {"unit": "nonsense"}).status_code == 404


def test_a_large_one_is_packed_in_the_background(world, login, two, monkeypatch):
    monkeypatch.setattr(round_exports, "DIRECT_MOST", 1)
    response = login(world.users["hr_city"]).post(now(two))
    job = Job.objects.get(name="rounds.export_round")
    assert response.url == reverse("job", args=[job.token])
    assert exports(two) == []


def test_the_binder_is_a_job_for_the_unit_on_the_page(world, login, two):
    url = reverse("desk_pledge_binder", args=[two.pk])
    login(world.users["hr_city"]).post(url, {"unit": "530426001"})
    job = Job.objects.get(name="rounds.bind_round")
    assert job.arguments == {"round_id": two.pk, "unit": "530426001"}


def test_the_register_leaves_a_trace(world, login, two):
    url = reverse("desk_pledge_register", args=[two.pk])
    login(world.users["inspector"]).get(url)
    assert exports(two) == [{"what": "register", "by": world.users["inspector"].pk, "files": 0}]
