"""What the bulk writer writes, column by column, and what it leaves alone."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from cms.lib.crypto import lookup_hash
from staff.flows import roster_writes
from staff.flows.roster import Leaving, apply_roster, preview_roster
from staff.flows.roster_writes import (
    Stamp,
    _chunks,
    _post_code,
    close_appointments,
    lock_roster,
    write_leavers,
)
from staff.models.member import Appointment, Member
from staff.models.organisation import Post
from staff.models.roster import RosterChange
from staff.models.user import User
from tests.factories.roster import make_id, make_row, upload_of
from tests.factories.staff import make_grant, make_member
from tests.locks import held_models
from tests.staff.flows.test_roster import TODAY, present


@pytest.fixture
def imported(world, at):
    """imported(*rows) → the import, applied."""
    by = world.users["admin"]

    def make(*rows, leaving=None):
        made = preview_roster(upload=upload_of(*rows), by=by, at=at)
        return apply_roster(roster_import=made, by=by, at=at, leaving=leaving)

    return make


def stamp(world, at, **values) -> Stamp:
    return Stamp(world.users["admin"], at, values.pop("on", TODAY), **values)


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, []), (1, [1]), (1000, [1000]), (1001, [1000, 1]), (2500, [1000, 1000, 500])],
)
def test_many_are_written_a_thousand_at_a_time(count, sizes):
    chunks = list(_chunks(list(range(count))))
    assert [len(chunk) for chunk in chunks] == sizes
    assert [value for chunk in chunks for value in chunk] == list(range(count))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Case Worker", "case-worker"),
        ("社会救助", f"post-{lookup_hash('post', '社会救助')[:10]}"),
        ("A岗", "a"),
    ],
)
def test_a_new_post_has_a_code_that_can_stand_in_an_address(name, code):
    assert _post_code(name) == code


def test_only_posts_that_are_unknown_are_made(imported, world):
    known = Post.objects.get(name="社会救助经办")
    imported(make_row(1, post="新岗"), make_row(2, post="新岗"), make_row(3))
    assert Post.objects.filter(name="新岗").count() == 1
    assert Member.objects.get(name="新人3").post == known


def test_the_account_of_a_joiner_bears_name_and_number(imported):
    imported(make_row(1, name="阿牛", staff_number="AB1"))
    user = Member.objects.get(name="阿牛").user
    assert (user.username, user.name, user.is_active) == ("AB1", "阿牛", True)


def test_every_column_of_a_joiner_is_written(imported, world, at):
    imported(
        make_row(
            4, staff_number="AB4", ethnicity="彝", education="大专", village="甸末村", note="兼职"
        )
    )
    member = Member.objects.get(staff_number="AB4")
    assert (member.sex, member.ethnicity, member.education) == ("female", "彝族", "大专")
    assert (member.village, member.note, member.category) == ("甸末村", "兼职", "caseworker")
    assert member.started_on == date(2024, 5, 1)
    assert member.id_number_hash == lookup_hash("id_number", make_id(4))
    assert member.mobile_hash == lookup_hash("mobile", "13800000004")
    (appointment,) = member.appointments.all()
    assert (appointment.organisation, appointment.post, appointment.village) == (
        world.shuangjiang,
        member.post,
        "甸末村",
    )
    assert appointment.source == f"roster:{member.changes.get().roster_import_id}"


def test_the_ledger_of_a_joiner_has_what_was_filled_in_masked(imported, world, at):
    made = imported(make_row(1, staff_number="AB1", village="甸末村"))
    (line,) = RosterChange.objects.all()
    assert line.after == {
        "name": "新人1",
        "category": "caseworker",
        "id_number": "530***********" + make_id(1)[-4:],
        "mobile": "138****0001",
        "village": "甸末村",
        "started_on": "2024-05-01",
        "post": "社会救助经办",
        "staff_number": "AB1",
    }
    assert (line.before, line.organisation, line.from_organisation) == ({}, world.shuangjiang, None)
    assert (line.by, line.at, line.effective_on) == (world.users["admin"], at, TODAY)
    assert (line.roster_import, line.reason) == (made, "")


def test_the_ledger_of_a_joiner_is_silent_about_blanks(imported):
    imported(make_row(1, mobile=None, started_on=None))
    (line,) = RosterChange.objects.all()
    assert set(line.after) == {"name", "category", "id_number", "post", "staff_number"}


def test_numbers_that_change_change_their_hashes_and_are_masked_in_the_ledger(imported, world):
    member = world.members["staff"]
    old = member.mobile
    imported(present(member, mobile="13911112222", id_number=make_id(2)))
    member.refresh_from_db()
    assert (member.mobile, member.mobile_hash) == (
        "13911112222",
        lookup_hash("mobile", "13911112222"),
    )
    assert member.id_number_hash == lookup_hash("id_number", make_id(2))
    (line,) = member.changes.all()
    assert line.kind == "changed"
    assert line.before == {"mobile": f"{old[:3]}****{old[-4:]}", "id_number": "", "sex": ""}
    assert line.after["mobile"] == "139****2222"
    assert (line.from_organisation, line.organisation) == (world.shuangjiang, world.shuangjiang)


def test_what_one_row_changes_leaves_the_others_as_they_were(imported, world):
    first, second = world.members["staff"], world.members["coordinator"]
    imported(present(first, note="兼职"), present(second, education="大专"))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.note, first.education) == ("兼职", "")
    assert (second.note, second.education) == ("", "大专")
    assert first.appointments.count() == second.appointments.count() == 1


def test_a_new_name_renames_that_account_alone(imported, world):
    member = world.members["staff"]
    imported(present(member, id_number=make_id(2)))
    imported(present(member, name="王洁", id_number=make_id(2)))
    assert User.objects.get(pk=member.user_id).name == "王洁"
    assert User.objects.filter(name="王洁").count() == 1


def test_who_returns_may_log_in_again_and_nobody_else(imported, world):
    gone, other = world.members["coordinator"], world.members["neighbour"]
    imported(present(world.members["staff"]), leaving=Leaving(date(2026, 11, 1), "离岗"))
    User.objects.filter(pk=other.user_id).update(is_active=False)
    imported(present(gone))
    gone.refresh_from_db()
    assert (gone.status, gone.left_on) == ("active", None)
    assert User.objects.get(pk=gone.user_id).is_active
    assert not User.objects.get(pk=other.user_id).is_active
    spells = list(gone.appointments.order_by("starts_on").values_list("starts_on", "ends_on"))
    assert spells == [(date(2026, 1, 1), date(2026, 11, 1)), (TODAY, None)]


def test_who_returns_elsewhere_is_a_returner_with_both_places(imported, world):
    gone = world.members["coordinator"]
    imported(present(world.members["staff"]), leaving=Leaving(date(2026, 11, 1), "离岗"))
    imported(present(gone, township="小街街道"))
    line = gone.changes.filter(kind="returned").get()
    assert (line.from_organisation, line.organisation) == (world.shuangjiang, world.xiaojie)
    assert line.after["organisation"] == "小街街道"


@pytest.mark.parametrize("field", ["township", "post", "village"])
def test_a_move_in_any_way_opens_an_appointment(imported, world, field):
    member = world.members["staff"]
    values = {"township": "小街街道", "post": "民政助理", "village": "甸末村"}
    imported(present(member, **{field: values[field]}))
    member.refresh_from_db()
    latest = member.appointments.get(ends_on__isnull=True)
    assert (latest.organisation, latest.post, latest.village) == (
        member.organisation,
        member.post,
        member.village,
    )
    assert member.changes.get().kind == "moved"
    assert member.appointments.count() == 2


def test_more_than_a_batch_is_written_whole(imported, world, monkeypatch):
    monkeypatch.setattr(roster_writes, "BATCH", 2)
    members = [make_member(world.shuangjiang, f"人{n}") for n in range(5)]
    imported(
        *(present(member, note="兼职") for member in members), make_row(1), make_row(2), make_row(3)
    )
    assert Member.objects.filter(note="兼职").count() == 5
    assert RosterChange.objects.filter(kind="changed").count() == 5
    assert RosterChange.objects.filter(kind="joined").count() == 3


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (date(2026, 1, 1), date(2026, 11, 10)),
        (date(2026, 11, 10), date(2026, 11, 10)),
        (date(2026, 11, 11), date(2026, 11, 11)),
    ],
)
def test_an_appointment_never_ends_before_it_begins(world, begins, ends):
    member = world.members["staff"]
    member.appointments.update(starts_on=begins)
    close_appointments([member.pk], date(2026, 11, 10))
    assert member.appointments.get().ends_on == ends
    assert Appointment.objects.filter(ends_on__isnull=True).count() == 3


def test_an_appointment_that_has_ended_keeps_its_end(world):
    member = world.members["staff"]
    member.appointments.update(ends_on=date(2026, 5, 5))
    close_appointments([member.pk], date(2026, 11, 10))
    assert member.appointments.get().ends_on == date(2026, 5, 5)


def test_leavers_are_held_and_only_those_in_post_leave(world, at):
    staff, gone = world.members["staff"], world.members["coordinator"]
    Member.objects.filter(pk=gone.pk).update(status="left", left_on=date(2026, 2, 2))
    both = Member.objects.filter(pk__in=[staff.pk, gone.pk])
    with transaction.atomic(), held_models() as held:
        assert write_leavers(both, stamp(world, at, reason="离岗")) == 1
    assert "Member" in held
    staff.refresh_from_db()
    gone.refresh_from_db()
    assert (staff.status, staff.left_on) == ("left", TODAY)
    assert gone.left_on == date(2026, 2, 2)
    assert Member.objects.filter(status="left").count() == 2
    assert not User.objects.get(pk=staff.user_id).is_active
    assert User.objects.filter(is_active=False).count() == 1


def test_the_ledger_of_a_leaver_says_from_where_and_why(world, at):
    member = world.members["staff"]
    write_leavers(Member.objects.filter(pk=member.pk), stamp(world, at, reason="离岗"))
    (line,) = RosterChange.objects.all()
    assert (line.kind, line.before, line.after) == (
        "left",
        {"status": "active"},
        {"status": "left"},
    )
    assert (line.organisation, line.from_organisation) == (world.shuangjiang, world.shuangjiang)
    assert (line.reason, line.by, line.at, line.effective_on, line.roster_import) == (
        "离岗",
        world.users["admin"],
        at,
        TODAY,
        None,
    )


def test_the_roles_of_a_leaver_end_and_those_of_others_stay(world, at):
    mine = make_grant(world.users["staff"], "marker", world.shuangjiang)
    others = make_grant(world.users["coordinator"], "marker", world.shuangjiang)
    write_leavers(
        Member.objects.filter(pk=world.members["staff"].pk), stamp(world, at, reason="离岗")
    )
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.revoked_by, mine.revoke_reason, mine.revoked_at) == (
        world.users["admin"],
        "离岗",
        at,
    )
    assert others.revoked_at is None


def test_many_leavers_are_written_whole(world, at, monkeypatch):
    monkeypatch.setattr(roster_writes, "BATCH", 2)
    for n in range(3):
        make_member(world.guishan, f"人{n}")
    assert write_leavers(Member.objects.all(), stamp(world, at, reason="撤并")) == 7
    assert not Member.objects.active().exists()
    assert not Appointment.objects.filter(ends_on__isnull=True).exists()
    assert RosterChange.objects.count() == 7
    assert not User.objects.filter(member__isnull=False, is_active=True).exists()


def test_the_whole_roster_is_held_by_its_root_alone(world):
    with transaction.atomic(), held_models() as held:
        lock_roster()
    assert held == ["Organisation"]


@pytest.mark.parametrize(
    ("reason", "source"), [("调动", "调动"), ("长" * 130, "长" * 120), ("", "")]
)
def test_without_a_file_the_reason_is_the_source(world, at, reason, source):
    assert stamp(world, at, reason=reason).source == source


def test_yesterday_is_the_last_day_of_the_place_one_leaves(imported, world):
    member = world.members["staff"]
    imported(present(member, township="小街街道"))
    assert member.appointments.get(organisation=world.shuangjiang).ends_on == TODAY - timedelta(1)
