from datetime import date

import pytest

from staff.models.roster import RosterChange, RosterImport, RosterLine, UnmaskEvent
from tests.rows import assert_append_only, refused


def upload(world, at, **values):
    known = {"file_name": "名册.xlsx", "digest": "0" * 64, "fingerprint": "1" * 64}
    return RosterImport.objects.create(
        uploaded_by=world.users["admin"], uploaded_at=at, **{**known, **values}
    )


@pytest.mark.parametrize(
    ("state", "has_time"), [("applied", False), ("previewed", True), ("discarded", True)]
)
def test_only_what_was_applied_has_the_time_of_it(world, at, state, has_time):
    with refused("roster_import_applied_has_time"):
        upload(world, at, state=state, applied_at=at if has_time else None)


@pytest.mark.parametrize(
    ("state", "is_open"), [("previewed", True), ("queued", False), ("discarded", False)]
)
def test_an_import_waits_for_a_decision_until_there_is_one(world, at, state, is_open):
    roster_import = upload(world, at, state=state)
    assert roster_import.is_open is is_open
    assert str(roster_import) == "名册.xlsx"


def test_each_import_has_a_token_of_its_own(world, at):
    first, second = upload(world, at), upload(world, at)
    assert first.token != second.token
    with refused("token"):
        upload(world, at, token=first.token)


def test_the_preview_goes_with_its_import(world, at):
    roster_import = upload(world, at)
    line = RosterLine.objects.create(
        roster_import=roster_import, part="errors", sheet="名册", row=4, name="张三"
    )
    assert str(line) == "名册 4: 张三"
    roster_import.delete()
    assert not RosterLine.objects.exists()


def test_what_a_change_did_stays_written(world, at):
    member = world.members["staff"]
    change = RosterChange.objects.create(
        member=member,
        kind="moved",
        organisation=world.xiaojie,
        from_organisation=world.shuangjiang,
        effective_on=date(2026, 11, 23),
        at=at,
    )
    assert_append_only(change, reason="改过")
    assert str(change) == f"王㛃 · {change.get_kind_display()}"


def test_who_looked_behind_the_mask_stays_written(world, at):
    event = UnmaskEvent.objects.create(
        member=world.members["staff"], by=world.users["admin"], reason="核对", at=at
    )
    assert_append_only(event, reason="改过")
