from datetime import timedelta

from reminders.queries.channels import channel_health, channel_states, channels_in_use
from tests.factories.reminders import make_reminder, sent


def test_a_channel_without_a_gateway_names_its_fault(channels):
    channels(in_product="Taking", mail="Unset")
    states = {state.channel: state for state in channel_states()}
    assert [states[name].is_set_up for name in ("in_product", "mail", "sms")] == [
        True,
        False,
        False,
    ]
    assert states["mail"].fault == "没有密钥"
    assert [state.channel for state in channels_in_use()] == ["in_product", "mail"]


def test_health_counts_the_last_seven_days(world, at, django_assert_num_queries):
    member, long_ago = world.members["staff"], at - timedelta(days=8)
    make_reminder(member, long_ago, **sent(long_ago))
    make_reminder(member, at, **sent(at))
    make_reminder(member, at)
    make_reminder(member, at, outcome="failed", taken_at=at, problem="余额不足")
    make_reminder(member, at, outcome="not_configured", taken_at=at, problem="没有密钥")
    make_reminder(member, at, outcome="no_address", taken_at=at)
    make_reminder(member, at, outcome="sending", taken_at=at)
    make_reminder(member, at, outcome="sending", taken_at=at - timedelta(minutes=11))
    with django_assert_num_queries(2):
        health = {one.state.channel: one for one in channel_health(at)}
    mail = health["mail"]
    assert (mail.sent, mail.waiting, mail.unsent, mail.stuck) == (1, 1, 2, 1)
    assert set(mail.problems) == {"余额不足", "没有密钥"}
    assert (health["sms"].sent, health["sms"].problems) == (0, ())
