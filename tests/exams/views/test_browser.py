"""Safe Exam Browser: who comes without it reads what to open; who has it sits as usual."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from exams.adapters.seb import make_config, read_config
from exams.engine.seb import config_key, request_hash
from exams.flows.browser import require_browser
from exams.models.attempt import Attempt
from exams.models.browser import BrowserRule
from exams.permissions import attempt_token
from tests.factories.exams import CLIENT, make_attempt, make_bank, make_paper, make_sitting
from tests.factories.exams import register as enrol

HOST = "http://testserver"
OTHER = "a" * 64


@pytest.fixture
def sitting(world):
    sitting = make_sitting(make_paper(make_bank(world.city)), timezone.now())
    enrol(sitting, world.members["staff"])
    return sitting


@pytest.fixture
def locked(sitting):
    config = make_config(f"{HOST}/exams/{sitting.pk}/")
    require_browser(sitting=sitting, config=config, keys=[], user=None, at=timezone.now())
    sitting.refresh_from_db()
    return sitting


@pytest.fixture
def candidate(world, login):
    return login(world.users["staff"])


def key_of(sitting) -> str:
    return BrowserRule.objects.get(sitting=sitting).keys[0]


def proof(path: str, key: str) -> dict:
    return {"HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH": request_hash(HOST + path, key)}


def start(client, sitting, **headers):
    return client.post(reverse("exam_start", args=[sitting.pk]), **headers)


class TestCandidate:
    def test_another_browser_is_told_what_to_open(self, candidate, locked):
        page = reverse("exam_sitting", args=[locked.pk])
        shown = candidate.get(page)
        assert 'data-test="browser"' in shown.text
        assert reverse("exam_start", args=[locked.pk]) not in shown.text
        refused = start(candidate, locked)
        assert refused.status_code == 403
        assert reverse("exam_browser_config", args=[locked.pk]) in refused.text
        assert not Attempt.objects.exists()

    def test_the_header_must_prove_this_address_and_this_key(self, candidate, locked):
        path, key = reverse("exam_start", args=[locked.pk]), key_of(locked)
        assert start(candidate, locked, **proof(path, OTHER)).status_code == 403
        assert start(candidate, locked, **proof("/exams/", key)).status_code == 403
        begun = start(candidate, locked, **proof(path, key))
        assert begun.status_code == 302
        assert candidate.get(begun.url).status_code == 403
        player = candidate.get(begun.url, **proof(begun.url, key))
        assert "data-player" in player.text

    def test_the_start_form_stands_where_the_proof_came_along(self, candidate, locked):
        page = reverse("exam_sitting", args=[locked.pk])
        shown = candidate.get(page, **proof(page, key_of(locked)))
        assert reverse("exam_start", args=[locked.pk]) in shown.text

    def test_every_save_carries_the_proof(self, candidate, locked, world):
        attempt = make_attempt(locked, world.members["staff"], timezone.now())
        player = reverse("exam_attempt", args=[attempt.public_id])
        page = candidate.get(player, **proof(player, key_of(locked)))
        token = page.context["config"]["token"]
        for name, body in (
            ("events", {"client": CLIENT, "events": []}),
            ("beat", {"client": CLIENT}),
            ("submit", {"client": CLIENT, "last": 0}),
        ):
            path = reverse(f"exam_{name}", args=[attempt.public_id])
            ask = {"content_type": "application/json", "HTTP_X_ATTEMPT_TOKEN": token}
            refused = candidate.post(path, body, **ask)
            assert (refused.status_code, refused.json()["error"]) == (403, "browser_required")
            assert (
                candidate.post(path, body, **ask, **proof(path, key_of(locked))).status_code == 200
            )

    def test_where_no_header_can_be_sent_the_page_proves_it_once(self, candidate, locked, world):
        page, key = reverse("exam_sitting", args=[locked.pk]), key_of(locked)
        address = reverse("exam_browser", args=[locked.pk])
        assert (
            candidate.post(address, {"hash": request_hash(HOST + page, OTHER)}).status_code == 422
        )
        assert start(candidate, locked).status_code == 403
        assert candidate.post(address, {"hash": request_hash(HOST + page, key)}).status_code == 200
        begun = start(candidate, locked)
        assert begun.status_code == 302
        token = candidate.get(begun.url).context["config"]["token"]
        path = begun.url + "events"
        ask = {"content_type": "application/json", "HTTP_X_ATTEMPT_TOKEN": token}
        assert candidate.post(path, {"client": CLIENT, "events": []}, **ask).status_code == 200
        # Another configuration: what was proved before holds no longer.
        now = timezone.now()
        require_browser(sitting=locked, config=b"", keys=[OTHER], user=None, at=now)
        assert candidate.get(begun.url).status_code == 403

    def test_the_start_file_is_for_the_registered_and_the_organiser(
        self, candidate, locked, sitting, world, login
    ):
        address = reverse("exam_browser_config", args=[locked.pk])
        answer = candidate.get(address)
        assert answer["Content-Type"] == "application/seb"
        assert config_key(read_config(answer.content)) == key_of(locked)
        assert login(world.users["trainer"]).get(address).status_code == 200
        for other in ("neighbour", "hr_city", "marker1"):
            assert login(world.users[other]).get(address).status_code == 404

    def test_without_a_start_file_there_is_none(self, candidate, sitting):
        address = reverse("exam_browser_config", args=[sitting.pk])
        assert candidate.get(address).status_code == 404
        now = timezone.now()
        require_browser(sitting=sitting, config=b"", keys=[OTHER], user=None, at=now)
        assert candidate.get(address).status_code == 404
        assert 'data-test="browser"' in start(candidate, sitting).text


class TestOthersPayNothing:
    def test_a_save_of_an_ordinary_sitting_asks_nothing_more(self, client, sitting, world):
        attempt = make_attempt(sitting, world.members["staff"], timezone.now())
        path = reverse("exam_events", args=[attempt.public_id])
        ask = {"content_type": "application/json", "HTTP_X_ATTEMPT_TOKEN": attempt_token(attempt)}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(path, {"client": CLIENT, "events": []}, **ask).status_code == 200
        assert not [query for query in queries if "browserrule" in query["sql"]]

    def test_pages_of_an_ordinary_sitting_neither(self, candidate, sitting):
        with CaptureQueriesContext(connection) as queries:
            begun = start(candidate, sitting)
            candidate.get(begun.url)
        assert not [query for query in queries if "browserrule" in query["sql"]]


class TestOrganiser:
    @pytest.fixture
    def trainer(self, world, login):
        call_command("setup_site")
        return login(world.users["trainer"])

    def address(self, sitting):
        return reverse("exams_browser", args=[sitting.pk])

    def test_a_start_file_is_made(self, trainer, sitting):
        assert "安卓" in trainer.get(self.address(sitting)).text
        trainer.post(self.address(sitting), {"mode": "made"})
        rule = BrowserRule.objects.get(sitting=sitting)
        found = read_config(rule.config.encode())
        assert found["startURL"] == f"{HOST}/exams/{sitting.pk}/"
        assert rule.keys == [config_key(found)]
        assert ModelLogEntry.objects.filter(action="exams.require_browser").count() == 1

    def test_a_file_of_ones_own_and_typed_keys(self, trainer, sitting):
        config = make_config("https://elsewhere.example/")
        file = SimpleUploadedFile("exam.seb", config)
        data = {"mode": "given", "file": file, "keys": f"{OTHER.upper()}\n"}
        trainer.post(self.address(sitting), data)
        assert BrowserRule.objects.get().keys == [config_key(read_config(config)), OTHER]

    def test_pasted_text(self, trainer, sitting):
        config = make_config("https://elsewhere.example/")
        trainer.post(self.address(sitting), {"mode": "given", "text": config.decode()})
        assert BrowserRule.objects.get().keys == [config_key(read_config(config))]

    @pytest.mark.parametrize(
        "data", [{"mode": ""}, {"mode": "given"}, {"mode": "given", "keys": "xyz"},
                 {"mode": "given", "text": "<plist/>"}, {"mode": "dance"}],
    )  # fmt: skip
    def test_what_makes_no_sense_changes_nothing(self, trainer, sitting, data):
        assert trainer.post(self.address(sitting), data).status_code == 422
        sitting.refresh_from_db()
        assert not sitting.locked_browser

    def test_any_browser_again(self, trainer, locked, candidate):
        trainer.post(self.address(locked), {"mode": "off"})
        assert start(candidate, locked).status_code == 302
        assert ModelLogEntry.objects.filter(action="exams.lift_browser").count() == 1
