import json
from pathlib import Path

from reminders.adapters.gateways import send
from reminders.engine.outcome import Message, Outcome

MESSAGE = Message("19908770001", "", "验证码 123456")


def test_a_demo_writes_one_line_each_with_the_number_masked(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path)
    answers = [send("sms", MESSAGE) for _ in range(2)]
    text = (Path(tmp_path) / "outbox" / "sms.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["text"] for line in lines] == ["验证码 123456"] * 2
    assert [line["reference"] for line in lines] == [answer.reference for answer in answers]
    assert "19908770001" not in text
    assert "1990877" not in text


def test_outside_a_demo_it_is_no_gateway(settings, tmp_path):
    settings.DEMO, settings.PRIVATE_ROOT = False, str(tmp_path)
    assert send("sms", MESSAGE).outcome == Outcome.NOT_CONFIGURED
    assert list(tmp_path.iterdir()) == []
