import gzip
import secrets
from datetime import timedelta
from threading import BoundedSemaphore
from unittest import mock

import pytest
import structlog
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test.utils import CaptureQueriesContext
from structlog.testing import capture_logs
from wagtail.log_actions import log

from cms.lends import KEEPS_SESSION
from cms.lib.bounded import Busy
from cms.middleware import (
    SEEN,
    BodyMiddleware,
    PageCompressionMiddleware,
    RequestLogMiddleware,
)
from cms.settings.security import mask_addresses, mask_parts
from evidence.views import verify
from tests.factories.staff import PASSWORD

HOUR = timedelta(hours=1)
JSON = {"accept": "application/json"}
HTML = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def groups(db):
    call_command("setup_site")


def spoken(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.mark.parametrize("path", ["/people/%00/", "/search/?q=%00", "/admin/grants/?q=a%00b"])
def test_nul_characters_never_reach_the_database(client, db, path):
    assert client.get(path).status_code == 400


def sized(client, path: str, size: int, **more):
    """A request that says how large its body is; whoever reads of it fails the test."""

    class Unread:
        def read(self, *_args):
            raise AssertionError("the body was read")

        readline = read

    return client.generic(
        "POST", path, b"x", CONTENT_LENGTH=str(size), **more | {"wsgi.input": Unread()}
    )


MB = 1024 * 1024
EXAM = "/exams/attempts/somebody/events"


class TestBodies:
    @pytest.mark.parametrize(
        ("path", "size"),
        [
            ("/verify/", 22 * MB),
            ("/accounts/login/", 2 * MB),
            ("/desk/custody/x/scan/", 2 * MB),
            ("/admin/images/add/", 300 * MB),
            ("/feedback/", 300 * MB),
            ("/nowhere/", 300 * MB),
        ],
    )
    def test_strangers_bring_little_and_nothing_of_it_is_read(self, client, db, path, size):
        response = sized(client, path, size, content_type="multipart/form-data; boundary=x")
        assert response.status_code == 413
        assert "太大" in response.content.decode()

    def test_an_exam_page_is_told_in_its_own_words(self, client, db):
        response = sized(client, EXAM, 64 * 1024 + 1, content_type="application/json")
        assert (response.status_code, response.json()) == (413, {"error": "too_large"})

    @pytest.mark.parametrize(
        ("path", "most"),
        [("/desk/custody/x/scan/", 42), ("/admin/media/add/", 512), ("/me/", 5)],
    )
    def test_whoever_is_known_may_bring_more(self, world, login, path, most):
        client = login(world.users["hr_city"])
        assert sized(client, path, most * MB + 1).status_code == 413
        assert sized(client, path, most * MB).status_code != 413

    def test_large_bodies_take_turns_and_small_ones_never_wait(self, db, rf):
        told = []

        def answer(request):
            if not told:
                told.append(0)
                while len(told) < 4:
                    told.append(middleware(large()).status_code)
                told.append(middleware(rf.post("/verify/", {"a": "b"})).status_code)
            return HttpResponse()

        def large():
            request = rf.post("/verify/", CONTENT_LENGTH=str(2 * MB))
            request.user, request.session = AnonymousUser(), {}
            return request

        middleware = BodyMiddleware(answer)
        middleware.turns = BoundedSemaphore(2)
        assert middleware(large()).status_code == 200
        assert told == [0, 200, 200, 200, 200]
        middleware.turns = BoundedSemaphore(1)
        told.clear()
        assert middleware(large()).status_code == 200
        assert told == [0, 503, 503, 503, 200]
        assert middleware(large()).status_code == 200  # the turn was given back

    def test_without_a_turn_one_is_asked_to_come_again(self, client, db, monkeypatch):
        busy = mock.Mock(side_effect=Busy)
        monkeypatch.setattr(verify, "check_file", busy)
        file = SimpleUploadedFile("a.pdf", b"%PDF-1.7", "application/pdf")
        response = client.post("/verify/", {"file": file})
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert "请稍后" in response.content.decode()


@pytest.mark.parametrize("header", ["1.2.3.4", "unknown", "", "not, an, address"])
def test_a_wrong_number_of_proxies_costs_no_page(client, db, settings, header):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    for path in ("/healthz", "/accounts/login/"):
        assert client.get(path, headers={"x-forwarded-for": header}).status_code == 200
    fields = {"login": "nobody", "password": "wrong"}
    response = client.post("/accounts/login/", fields, headers={"x-forwarded-for": header})
    assert response.status_code == 200


class TestSignIn:
    def test_pages_lead_to_the_login_and_back(self, client, db):
        assert client.get("/me/?year=2026").headers["Location"] == (
            "/accounts/login/?next=/me/%3Fyear%3D2026"
        )

    def test_scripts_are_told_by_status(self, client, db):
        response = client.get("/me/", headers=JSON)
        assert (response.status_code, response.json()) == (401, {"error": "login_required"})


class TestIdleLimit:
    @pytest.fixture
    def session(self, world, login, at):
        """A client that was active at `at`, and travels."""
        with time_machine.travel(at, tick=False) as clock:
            client = login(world.users["staff"])
            assert client.get("/me/").status_code == 200
            yield client, clock

    def test_activity_keeps_the_session_and_idleness_ends_it(self, session, settings):
        client, clock = session
        for _round in range(3):
            clock.shift(timedelta(minutes=29))
            assert client.get("/me/").status_code == 200
        clock.shift(timedelta(minutes=30, seconds=1))
        response = client.get("/me/", headers=HTML)
        assert response.headers["Location"] == "/accounts/login/?next=/me/"
        assert "30" in spoken(response)
        assert client.get("/me/").status_code == 302

    def test_the_login_page_says_why(self, session):
        client, clock = session
        clock.shift(HOUR)
        page = client.get("/me/", headers=HTML, follow=True).content.decode()
        assert "30 分钟" in page

    def test_scripts_get_401(self, session):
        client, clock = session
        clock.shift(HOUR)
        assert client.get("/me/", headers=JSON).status_code == 401

    def test_a_running_exam_keeps_the_session(self, session):
        client, clock = session
        with KEEPS_SESSION.lent(lambda request: True):
            clock.shift(HOUR)
            assert client.get("/me/").status_code == 200
        clock.shift(timedelta(minutes=29))
        assert client.get("/me/").status_code == 200

    def test_a_login_counts_as_activity_so_that_the_next_page_writes_nothing(self, world, client):
        client.post("/accounts/login/", {"login": "staff", "password": PASSWORD})
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/me/").status_code == 200
        assert SEEN in client.session
        assert [q["sql"] for q in caught if q["sql"].startswith("UPDATE")] == []

    def test_zero_switches_it_off(self, session, settings):
        client, clock = session
        settings.JIANGTANG_IDLE_MINUTES = 0
        clock.shift(3 * HOUR)
        assert client.get("/me/").status_code == 200


class TestFirstPassword:
    @pytest.fixture
    def fresh(self, world, login):
        world.users["staff"].must_change_password = True
        world.users["staff"].save()
        return login(world.users["staff"])

    def test_every_page_leads_to_the_change_and_the_change_leads_back(self, fresh):
        response = fresh.get("/me/?year=2026", headers=HTML)
        target = "/accounts/password/change/?next=%2Fme%2F%3Fyear%3D2026"
        assert response.headers["Location"] == target
        assert fresh.get(target).status_code == 200
        values = {
            "oldpassword": "Jiangtang-demo-2026",
            "password1": "Lantern-1985",
            "password2": "Lantern-1985",
        }
        response = fresh.post(target, values)
        assert response.headers["Location"] == "/me/?year=2026"
        assert fresh.get("/me/").status_code == 200

    def test_scripts_are_told_and_posts_are_not_replayed(self, fresh):
        assert fresh.get("/me/", headers=JSON).json() == {"error": "password_change_required"}
        response = fresh.post("/desk/org/530426/export/", headers=HTML)
        assert response.headers["Location"] == "/accounts/password/change/"

    @pytest.mark.parametrize(
        "path", ["/accounts/logout/", "/accounts/password/change/", "/healthz", "/i18n/setlang/"]
    )
    def test_the_way_out_stays_open(self, fresh, path):
        location = fresh.get(path).headers.get("Location", "")
        assert not location.startswith("/accounts/password/change/")

    def test_a_running_exam_is_not_interrupted(self, fresh):
        response = fresh.get("/exams/attempts/none/")
        assert "password" not in response.headers.get("Location", "")

    @pytest.mark.parametrize(("days", "status"), [(90, 302), (91, 200), (0, 200)])
    def test_passwords_expire_by_setting(self, world, login, at, settings, days, status):
        settings.JIANGTANG_PASSWORD_MAX_DAYS = days
        world.users["staff"].password_changed_at = at - timedelta(days=90, seconds=1)
        world.users["staff"].save()
        with time_machine.travel(at, tick=False):
            assert login(world.users["staff"]).get("/me/").status_code == status


class TestDoor:
    @pytest.mark.parametrize(
        ("user", "status"),
        [
            *((name, 200) for name in ("trainer", "reviewer", "hr_township", "inspector", "admin")),
            *((name, 200) for name in ("admin_permissions", "admin_audit")),
            *((name, 404) for name in ("staff", "coordinator", "marker1")),
        ],
    )
    def test_who_enters_the_admin(self, world, groups, login, user, status):
        assert login(world.users[user]).get("/admin/").status_code == status

    def test_no_circles_for_those_who_may_not_enter(self, world, groups, login):
        client = login(world.users["staff"])
        for path in ("/admin/", "/admin/pages/", "/admin/login/", "/admin/no-such-page/"):
            assert client.get(path, follow=True).redirect_chain == []

    def test_an_expired_grant_closes_the_door_on_the_next_request(self, world, groups, login, at):
        with time_machine.travel(at, tick=False) as clock:
            world.users["inspector"].role_grants.update(ends_at=at + HOUR)
            client = login(world.users["inspector"])
            assert client.get("/admin/").status_code == 200
            clock.shift(timedelta(minutes=20))
            assert client.get("/admin/").status_code == 200
            clock.shift(timedelta(minutes=25))
            client.get("/admin/")
            clock.shift(timedelta(minutes=15))
            assert client.get("/admin/").status_code == 404
            assert client.get("/desk/").status_code == 404

    @pytest.mark.parametrize(
        ("user", "path", "location"),
        [
            ("hr_county", "/desk/", "/accounts/2fa/"),
            ("admin", "/admin/", "/accounts/2fa/"),
            ("trainer", "/admin/", None),
            ("hr_county", "/me/", None),
        ],
    )
    def test_sensitive_roles_enrol_first(
        self, world, groups, login, settings, user, path, location
    ):
        settings.JIANGTANG_REQUIRE_MFA = True
        response = login(world.users[user]).get(path)
        assert response.headers.get("Location") == location

    def test_after_enrolling_the_door_opens(self, world, groups, login, settings):
        settings.JIANGTANG_REQUIRE_MFA = True
        user = world.users["hr_county"]
        client = login(user)
        assert client.get("/desk/", headers=JSON).status_code == 403
        user.authenticator_set.create(type="totp", data={})
        assert client.get("/desk/").status_code == 200


class TestPrivatePages:
    def test_pages_of_people_are_not_stored(self, world, login):
        assert "no-store" in login(world.users["staff"]).get("/me/").headers["Cache-Control"]


class TestRequestLog:
    @pytest.fixture
    def lines(self):
        with capture_logs() as lines:
            yield lines

    def test_who_where_what_and_no_search_words(self, world, login, lines):
        client = login(world.users["hr_county"])
        client.get("/desk/org/530426/people/?q=王㛃", headers={"x-forwarded-for": "6.6.6.6"})
        finished = [line for line in lines if line["event"] == "request_finished"][-1]
        assert finished["request"] == "GET /desk/org/530426/people/"
        assert finished["code"] == 200
        assert "王㛃" not in str(lines)

    def test_refused_access_is_logged_as_a_warning(self, world, login, lines):
        login(world.users["hr_county"]).get("/desk/org/530427/")
        finished = [line for line in lines if line["event"] == "request_finished"][-1]
        assert (finished["code"], finished["log_level"]) == (404, "warning")

    def test_the_request_user_can_be_the_subject_of_a_log_entry(self, world, login):
        response = login(world.users["staff"]).get("/me/")
        user = response.wsgi_request.user
        assert log(instance=user, action="staff.log_in", user=user).object_id == str(user.pk)

    @pytest.mark.parametrize(("proxies", "seen"), [(0, "10.1.1.1"), (1, "8.8.4.4")])
    def test_only_our_own_proxies_are_believed(self, rf, settings, proxies, seen):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        request = rf.get(
            "/", REMOTE_ADDR="10.1.1.1", headers={"x-forwarded-for": "6.6.6.6,8.8.4.4"}
        )
        RequestLogMiddleware.bind_ip(request)
        assert structlog.contextvars.get_contextvars()["ip"] == seen
        structlog.contextvars.clear_contextvars()

    @pytest.mark.parametrize("place", ["/jobs/{}/result", "/custody/link/{}/", "/nowhere/{}"])
    def test_what_opens_something_is_not_in_the_clear(self, client, db, lines, place):
        token = secrets.token_urlsafe(24)
        client.get(place.format(token))
        assert token not in str(lines)
        event = {"event": f"Gone: {place.format(token)}"}
        assert token not in str(mask_addresses(None, "warning", event))
        assert mask_parts("/pledges/BVHM-KPY5-BYP0-H4ZJ/") == "/pledges/BVHM-KPY5-BYP0-H4ZJ/"


class TestPageCompression:
    def test_a_page_travels_compressed_and_never_at_the_same_length(self, client, db):
        page = client.get("/accounts/login/").content
        sent = [
            client.get("/accounts/login/", headers={"accept-encoding": "gzip"}) for _ in "123456"
        ]
        assert {answer.headers["Content-Encoding"] for answer in sent} == {"gzip"}
        assert all("Accept-Encoding" in answer.headers["Vary"] for answer in sent)
        assert len(sent[0].content) < len(page) / 2
        assert b"<title>" in gzip.decompress(sent[0].content)
        assert len({len(answer.content) for answer in sent}) > 1

    @pytest.mark.parametrize(
        "answer",
        [
            HttpResponse(b"%PDF-1.7" + b"0" * 999, content_type="application/pdf"),
            StreamingHttpResponse(iter([b"<p>" + b"0" * 999]), content_type="text/html"),
        ],
    )
    def test_files_and_streams_go_as_they_are(self, rf, answer):
        request = rf.get("/", headers={"accept-encoding": "gzip"})
        passed = PageCompressionMiddleware(lambda _: answer)(request)
        assert "Content-Encoding" not in passed.headers
