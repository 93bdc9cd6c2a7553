"""The demo's near relatives, and the desk's figures recounted from the raw rows."""

import pytest

from cms.lib.demo import Demo
from evidence.models.chain import EvidenceEntry
from evidence.queries.chains import broken_chains
from pledges.kinship.demo.relatives import seed_relatives
from pledges.kinship.models.declaration import NearRelativeDeclaration
from pledges.kinship.models.household import HouseholdFiling
from pledges.kinship.models.matching import KinshipAlert, KinshipMatch
from pledges.kinship.queries.lists import reach
from pledges.kinship.queries.relatives import counts_by_unit
from staff.models.member import Member
from staff.models.organisation import Organisation
from tests.factories.staff import make_member

STEP = Organisation.steplen


@pytest.fixture
def seeded(world, at):
    for number in range(45):
        place = (world.shuangjiang, world.xiaojie, world.guishan)[number % 3]
        make_member(place, f"张{number}")
    demo = Demo(at=at, say=lambda line: None)
    seed_relatives(demo)
    return demo


def test_266_households_some_of_which_do_not_agree(seeded):
    assert HouseholdFiling.objects.on_file().count() == 266
    results = set(KinshipMatch.objects.values_list("result", flat=True))
    assert {"agree", "household_only", "different"} <= results
    agree = KinshipMatch.objects.filter(result="agree").count()
    assert agree > 200
    kinds = set(KinshipAlert.objects.values_list("kind", flat=True))
    assert {"unmatched", "not_recused", "overdue"} <= kinds
    assert list(broken_chains()) == []
    assert not NearRelativeDeclaration.objects.filter(
        member__user__username__in=["staff", "coordinator"]
    ).exists()


def test_a_second_run_changes_nothing_and_another_world_is_the_same(seeded):
    before = list(EvidenceEntry.objects.order_by("pk").values_list("subject", "digest"))
    seed_relatives(seeded)
    assert list(EvidenceEntry.objects.order_by("pk").values_list("subject", "digest")) == before
    assert len({subject for subject, _digest in before}) > 266


@pytest.mark.parametrize("user", ["hr_city", "hr_county", "hr_township"])
def test_the_figures_are_the_raw_rows(world, seeded, at, user):
    unit = {"hr_city": world.city, "hr_county": world.eshan}.get(user, world.shuangjiang)
    rows = reach(world.users[user], unit)
    counts = counts_by_unit(rows, len(unit.path) + STEP, year=at.year)

    def below(path: str, prefix: str) -> bool:
        return path.startswith(prefix)

    for prefix, found in counts.items():
        people = [m for m in Member.objects.active() if below(m.organisation.path, prefix)]
        current = {d.member_id: d for d in NearRelativeDeclaration.objects.all() if d.is_current}
        filings = [
            f
            for f in HouseholdFiling.objects.all()
            if f.related and f.state in {"filed", "confirmed"} and below(f.township.path, prefix)
        ]
        lines = [m for m in KinshipMatch.objects.all() if below(m.place.path, prefix)]
        alerts = [
            a
            for a in KinshipAlert.objects.all()
            if a.state in {"open", "concluded"} and below(a.place.path, prefix)
        ]
        assert found == {
            "people": len(people),
            "declared": sum(m.pk in current for m in people),
            "nil": sum(m.pk in current and not current[m.pk].has_relatives for m in people),
            "households": len(filings),
            "unscreened": sum(not f.rescreenings.filter(year=at.year).exists() for f in filings),
            "pending": sum(line.result != "agree" for line in lines),
            "alerts": len(alerts),
        }
    assert counts
