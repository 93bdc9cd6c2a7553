import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import requests

from reminders.adapters.gateways import send
from reminders.adapters.sms import HttpSms
from reminders.engine.outcome import Answer, Message, Outcome

MESSAGE = Message("19908770001", "", "验证码 123456")


class Service(BaseHTTPRequestHandler):
    """A message service on this machine: keeps what it was sent, answers as it is told."""

    status, body = 202, b'{"id": "msg-77"}'
    received: list[tuple[str, dict]] = []

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.headers["Authorization"], json.loads(data)))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", self.path)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


@pytest.fixture
def service(settings, monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), Service)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.REMINDER_SMS_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.REMINDER_SMS_TOKEN = "key-1"
    settings.REMINDER_GATEWAYS = {"sms": "reminders.adapters.sms.HttpSms"}
    monkeypatch.setattr(HttpSms, "fault", lambda self: "")  # the test speaks without TLS
    monkeypatch.setattr(Service, "received", [])
    yield Service
    server.shutdown()
    server.server_close()


def test_one_post_with_number_text_and_key(service):
    assert send("sms", MESSAGE) == Answer(Outcome.SENT, reference="msg-77")
    assert service.received == [
        ("Bearer key-1", {"mobile": "19908770001", "text": "验证码 123456"})
    ]


@pytest.mark.parametrize("body", [b"", b"ok", b"[1]", b"{}"])
def test_a_service_without_numbers_is_taken_at_its_word(service, monkeypatch, body):
    monkeypatch.setattr(service, "body", body)
    assert send("sms", MESSAGE) == Answer(Outcome.SENT)


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500])
def test_whatever_is_not_taken_is_a_failure_and_asked_once(service, monkeypatch, status):
    monkeypatch.setattr(service, "status", status)
    answer = send("sms", MESSAGE)
    assert answer.outcome == Outcome.FAILED
    assert str(status) in answer.problem
    assert len(service.received) == 1


def test_no_answer_is_a_failure_without_the_number(settings, monkeypatch):
    settings.REMINDER_GATEWAYS = {"sms": "reminders.adapters.sms.HttpSms"}
    settings.REMINDER_SMS_URL = "https://sms.example/send"

    def silent(*_args, **_options):
        raise requests.ReadTimeout(MESSAGE.address)

    monkeypatch.setattr(requests, "post", silent)
    answer = send("sms", MESSAGE)
    assert (answer.outcome, MESSAGE.address in answer.problem) == (Outcome.FAILED, False)


@pytest.mark.parametrize(
    ("url", "ready"), [("", False), ("http://sms.example", False), ("https://sms.example", True)]
)
def test_numbers_travel_encrypted_only(settings, url, ready):
    settings.REMINDER_SMS_URL = url
    assert (HttpSms().fault() == "") == ready
