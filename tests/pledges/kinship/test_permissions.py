"""Who sits at the filing post 备案岗, and who may look a second time."""

import pytest
from django.http import Http404

from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import KinshipAlert
from pledges.kinship.permissions import filing_desk, filing_or_404, second_desk
from staff.models.organisation import Organisation
from tests.factories.kinship import make_draft
from tests.factories.staff import make_grant, make_member

FILE = "kinship.file_declaration"


@pytest.fixture
def declared(world, at) -> dict[str, NearRelativeDeclaration]:
    """One declaration of somebody at each kind of unit."""
    people = {
        "town": world.members["staff"],
        "neighbour": world.members["neighbour"],
        "stranger": world.members["stranger"],
        "county": make_member(world.eshan, "县里人"),
        "city": make_member(world.city, "市里人"),
    }
    return {name: make_draft(member, at) for name, member in people.items()}


def desk(user, declared) -> set[str]:
    found = set(filing_desk(user, FILE, NearRelativeDeclaration.objects.all()))
    return {name for name, row in declared.items() if row in found}


@pytest.mark.parametrize(
    ("user", "seen"),
    [
        ("hr_county", {"town", "neighbour", "county"}),
        ("hr_other", {"stranger"}),
        ("hr_city", {"city"}),  # the bureau's own people: the county files everybody else's
        ("hr_township", set()),
        ("inspector", set()),
        ("trainer", set()),
    ],
)
def test_the_county_files_and_neither_township_nor_city(world, declared, user, seen):
    assert desk(world.users[user], declared) == seen


def test_two_posts_are_two_counties(world, declared):
    make_grant(world.users["hr_county"], "hr", world.xinping)
    make_grant(world.users["hr_county"], "hr", world.city)
    assert desk(world.users["hr_county"], declared) == set(declared)


def test_who_has_no_grant_has_no_desk(world, declared):
    assert desk(world.users["staff"], declared) == set()


def test_a_row_of_another_desk_does_not_exist(world, declared):
    rows = NearRelativeDeclaration.objects.all()
    county = world.users["hr_county"]
    for name in ("town", "neighbour", "county"):
        row = declared[name]
        assert filing_or_404(county, FILE, rows, pk=row.pk) == row
    with pytest.raises(Http404):
        filing_or_404(county, FILE, rows, pk=declared["stranger"].pk)
    with pytest.raises(Http404):
        filing_or_404(county, FILE, rows, pk=0)


@pytest.mark.parametrize(
    ("action", "model", "way"),
    [
        ("kinship.file_declaration", NearRelativeDeclaration, "member__organisation"),
        ("kinship.confirm_household", HouseholdFiling, "township"),
        ("kinship.close_alert", KinshipAlert, "place"),
    ],
)
def test_each_act_of_the_filing_post_follows_its_own_unit(world, action, model, way):
    query = str(filing_desk(world.users["hr_county"], action, model.objects.all()).query)
    alone = str(model.objects.filter(**{f"{way}__path__startswith": world.eshan.path}).query)
    assert query.partition("WHERE")[2] == alone.partition("WHERE")[2]


@pytest.mark.parametrize(
    ("user", "places"),
    [
        ("hr_county", {"530426", "530426001", "530426002"}),
        ("hr_city", {"530400", "530426", "530426001", "530426002", "530427", "530427001"}),
        ("hr_other", {"530427", "530427001"}),
        ("hr_township", set()),
        ("inspector", set()),
        ("staff", set()),
    ],
)
def test_the_second_look_is_the_county_s_or_the_city_s(world, at, user, places):
    for number, place in enumerate(Organisation.objects.all()):
        KinshipAlert.objects.create(
            code=f"alert-{number}", key=f"{number}", kind="unmatched", place=place, raised_at=at
        )
    found = second_desk(world.users[user], KinshipAlert.objects.all())
    assert {alert.place.code for alert in found} == places
