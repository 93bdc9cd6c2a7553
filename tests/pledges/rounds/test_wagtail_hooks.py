from datetime import timedelta

import pytest
from django.test import RequestFactory

from cms.models.basis import LegalBasis
from cms.queries.citations import rows_citing
from pledges.custody import lent as custody
from pledges.kinship import lent as kinship
from pledges.kinship.lent import own_declaration, relatives_work
from pledges.rounds.flows.rounds import close_round
from pledges.rounds.lent import areas, due_pledges, pledges_panel, signed_this_year
from staff.models.member import Member
from tests.factories.kinship import make_declared, make_household
from tests.factories.rounds import envelope_of, make_round, sign


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_the_desk_shows_what_is_due_until_it_is_signed(world, opened, at):
    request = request_of(world.users["staff"])
    (card,) = due_pledges(request, at)
    envelope = envelope_of(opened, world.members["staff"])
    assert (card.kind, card.title, card.due_at) == ("pledge", "社会救助承诺书", opened.due_at)
    assert card.url == f"/pledges/{envelope.code}/"
    sign(envelope, at)
    assert due_pledges(request, at) == []


def test_a_closed_round_is_no_longer_due(world, opened, at):
    close_round(round_=opened, reason="结束", by=world.users["hr_city"], at=at)
    assert due_pledges(request_of(world.users["staff"]), at) == []


def test_the_figure_counts_members_of_this_years_rounds(world, at):
    figure = signed_this_year()
    members = Member.objects.all()
    assert list(figure.due(members, at)) == []
    opened = make_round(world, at, organisation=world.eshan)
    sign(envelope_of(opened, world.members["staff"]), at)
    due, done = figure.due(members, at), figure.done(members, at)
    assert sorted(member.name for member in due) == ["多·吉", "李𬭎", "王㛃"]
    assert [member.name for member in done] == ["王㛃"]
    next_year = at + timedelta(days=365)
    assert list(figure.due(members, next_year)) == []


def test_who_left_one_of_two_rounds_unsigned_is_not_done(world, opened, at):
    sign(envelope_of(opened, world.members["staff"]), at)
    make_round(world, at, organisation=world.shuangjiang)
    assert list(signed_this_year().done(Member.objects.all(), at)) == []


def test_the_record_lists_the_pledges(world, opened, at):
    envelope = envelope_of(opened, world.members["staff"])
    assert pledges_panel(world.members["staff"], at).context == {"envelopes": [envelope]}


@pytest.mark.parametrize(
    ("user", "urls"),
    [
        ("staff", ["/pledges/", "/pledges/declaration/"]),
        ("hr_city", ["/desk/pledges/", "/desk/custody/", "/desk/relatives/"]),
        ("inspector", ["/desk/pledges/", "/desk/custody/", "/desk/relatives/"]),
        ("trainer", []),
    ],
)
def test_the_navigation_follows_the_role(world, user, urls):
    request = request_of(world.users[user])
    lent = [*areas(request), *custody.areas(request), *kinship.areas(request)]
    assert [area.url for area in sorted(lent, key=lambda area: area.order)] == urls


def test_a_retired_basis_leads_to_the_pledge_that_cites_it(world, opened):
    (row,) = rows_citing(LegalBasis.objects.all())
    assert (row.title, row.live) == ("社会救助承诺书 V1", True)


def test_staff_are_asked_to_declare_until_they_have(world, at):
    request = request_of(world.users["staff"])
    (card,) = own_declaration(request, at)
    assert (card.url, card.is_overdue(at)) == ("/pledges/declaration/", True)
    make_declared(world.members["staff"], at)
    assert own_declaration(request, at) == []
    assert len(own_declaration(request, at + timedelta(days=320))) == 1


def test_alerts_reach_the_county_and_the_inspector(world, at):
    make_household(world, at)
    for user, cards in (("hr_county", 1), ("inspector", 1), ("hr_other", 0), ("staff", 0)):
        assert len(relatives_work(request_of(world.users[user]), at)) == cards, user
