"""The notice board: which notices stand on it, and in what order."""

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import timezone

from cms.flows import publishing
from cms.models.notices import NoticeIndexPage, NoticePage
from tests.factories.cms import make_notice, make_site


@pytest.fixture
def board(world) -> NoticeIndexPage:
    make_site()
    return publishing.section(NoticeIndexPage)


def titles(rows) -> list[str]:
    return [row.title for row in rows]


def test_pinned_ones_come_first_then_the_latest_then_what_was_written_last(board):
    for title, day, pinned in (
        ("旧", 1, False),
        ("甲", 9, False),
        ("置顶旧", 2, True),
        ("乙", 9, False),
        ("置顶新", 3, True),
    ):
        make_notice(title, issued_on=date(2026, 3, day), pinned=pinned)
    assert titles(NoticePage.objects.newest()) == ["置顶新", "置顶旧", "乙", "甲", "旧"]


def test_what_is_not_published_is_not_on_the_board(board):
    make_notice("在榜")
    draft = make_notice("草稿")
    draft.unpublish()
    assert titles(NoticePage.objects.newest()) == ["在榜"]
    assert titles(board.listed(RequestFactory().get("/"))) == ["在榜"]


def test_a_notice_is_of_today_unless_said_otherwise(world, time_machine_at):
    assert NoticePage().issued_on == timezone.localdate()
    assert NoticePage().pinned is False


def test_there_is_one_board_and_only_notices_hang_on_it(board):
    assert NoticeIndexPage.can_create_at(board.get_parent()) is False
    assert NoticePage.can_create_at(board) is True
    assert NoticePage.can_create_at(board.get_parent()) is False
    assert NoticePage.allowed_subpage_models() == []
