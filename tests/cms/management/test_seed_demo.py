from datetime import timedelta

from django.utils import timezone

from cms.management.commands.seed_demo import Command


def test_the_demo_never_lies_ahead_of_the_clock():
    now = timezone.now()
    moment = Command()._moment(None)
    assert timedelta(0) <= now - moment < timedelta(hours=1, seconds=10)
    assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
