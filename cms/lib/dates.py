"""Days in Chinese words, and terms counted in months."""

import calendar
from datetime import date


def term_end(start: date, months: int) -> date:
    """The last day of a term: 12 months from 2026-03-01 end on 2027-02-28."""
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return date.fromordinal(date(year, month, day).toordinal() - 1)


def chinese_date(day: date) -> str:
    """2026-11-23 → 2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the month's last day where there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
