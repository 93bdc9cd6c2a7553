import re
from datetime import UTC, datetime

import pytest
from django.utils import translation

from exams.models.sitting import Sitting
from exams.templatetags.exams_tags import period

NINE = datetime(2026, 11, 25, 1, tzinfo=UTC)  # at nine in the morning here


@pytest.mark.parametrize(
    ("closes", "said"),
    [
        (NINE.replace(hour=4), "2026年11月25日 09:00–12:00"),
        (NINE.replace(hour=16), "2026年11月25日 09:00 – 2026年11月26日 00:00"),
        (NINE.replace(month=12), "2026年11月25日 09:00 – 2026年12月25日 09:00"),
    ],
)
def test_a_period_names_a_day_once(closes, said):
    with translation.override("zh-hans"):
        shown = period(Sitting(opens_at=NINE, closes_at=closes))
    assert re.sub(r"<[^>]+>", "", shown) == said
