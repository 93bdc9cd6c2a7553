import pytest

from reminders.adapters.gateways import CHANNELS, fault_of, send
from reminders.engine.outcome import Answer, Message, Outcome
from reminders.models.reminder import CHANNEL_LABELS

MESSAGE = Message("19908770001", "请签", "请签署承诺书")
NOBODY = Message("", "请签", "请签署承诺书")


def test_a_channel_that_is_set_up_hands_over_and_keeps_the_reference(channels):
    taken = channels(sms="Taking")
    assert send("sms", MESSAGE) == Answer(Outcome.SENT, reference="ref-1")
    assert taken == [MESSAGE]


@pytest.mark.parametrize("name", ["", "Unset"])
def test_a_channel_that_is_not_set_up_says_so_and_sends_nothing(channels, name):
    taken = channels(sms=name)
    answer = send("sms", MESSAGE)
    assert answer.outcome == Outcome.NOT_CONFIGURED
    assert answer.problem == fault_of("sms") != ""
    assert taken == []


def test_without_an_address_nothing_is_handed_over(channels):
    taken = channels(sms="Taking")
    assert send("sms", NOBODY).outcome == Outcome.NO_ADDRESS
    assert taken == []


def test_not_set_up_is_said_before_the_missing_address(channels):
    channels(sms="Unset")
    assert send("sms", NOBODY).outcome == Outcome.NOT_CONFIGURED


def test_a_refusal_keeps_its_reason_and_a_broken_line_does_not_tell_the_number(channels):
    channels(sms="Refusing", mail="Dead")
    assert send("sms", MESSAGE) == Answer(Outcome.FAILED, problem="余额不足")
    answer = send("mail", MESSAGE)
    assert answer.outcome == Outcome.FAILED
    assert "ConnectionResetError" in answer.problem
    assert MESSAGE.address not in answer.problem


def test_every_channel_has_a_name_for_people_and_a_setting(settings):
    assert set(CHANNELS) == set(CHANNEL_LABELS) == set(settings.REMINDER_GATEWAYS)
