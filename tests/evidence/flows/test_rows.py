"""Rows that the sweeper enters, rows that other floors testify, rows that came as they are."""

from datetime import timedelta

from wagtail.log_actions import log

from cms import lends
from evidence.flows.rows import adopt_rows, sweep_rows
from evidence.models.chain import EvidenceEntry
from evidence.queries.kept import GRANT, LOG
from evidence.queries.rows import row_contradictions, row_faults
from staff.models.roles import RoleGrant
from tests.evidence.sql_tricks import drop, take_a_role, write

HOUR = timedelta(hours=1)


def faults() -> set[str]:
    return {fault.code for fault in row_faults()}


def test_fresh_rows_are_entered_once(world, at):
    log(world.city, "wagtail.edit", user=world.users["hr_city"])
    assert sweep_rows(at=at) >= 1
    assert sweep_rows(at=at) == 0
    assert sweep_rows(at=at + 2 * HOUR) == 0
    log(world.city, "wagtail.edit", user=world.users["hr_city"])
    assert sweep_rows(at=at + 3 * HOUR) == 1
    assert faults() == set()
    drop(LOG.model)
    assert faults() == {"row_missing"}


def test_what_is_testified_stands_in_a_chain_of_its_own(world, at):
    grant = RoleGrant.objects.first()
    (entry,) = EvidenceEntry.objects.filter(subject=f"grant:{grant.pk}")
    assert list(row_contradictions([entry])) == []
    write(RoleGrant, grant.pk, reason="另一个理由")
    assert list(row_contradictions([entry])) == ["row_changed"]


def test_the_last_word_on_a_row_counts(world, at):
    grant = RoleGrant.objects.first()
    write(RoleGrant, grant.pk, reason="另一个理由")
    grant.refresh_from_db()
    lends.testify(lends.Testimony(f"grant:{grant.pk}", "given", at, (("grant.given", grant),)))
    assert faults() == set()


class Scene:
    def __init__(self, world, at):
        self.world, self.at = world, at


def test_rows_that_came_as_they_are_are_believed_from_then_on(world, at):
    take_a_role(Scene(world, at))
    assert faults() == {"row_without_evidence"}
    assert adopt_rows(kinds=[GRANT], at=at) == 1
    assert adopt_rows(kinds=[GRANT], at=at) == 0
    assert faults() == set()
