from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cms.lib.chain import digest
from cms.lib.tables.uploads import Upload
from staff.flows.activation import redeem_code
from staff.flows.roster import (
    CodesTaken,
    LeaversIncomplete,
    Leaving,
    RosterClosed,
    RosterHasErrors,
    RosterMoved,
    apply_roster,
    discard_roster,
    preview_roster,
    refresh_roster,
    submit_roster,
    take_codes,
)
from staff.models.member import Appointment, Member
from staff.models.organisation import Post
from staff.models.roster import RosterChange, RosterImport, RosterLine
from staff.models.user import User
from staff.queries.roster_files import open_file
from tests.factories.roster import make_csv, make_id, make_row, upload_of
from tests.factories.staff import make_grant, make_member

TODAY = date(2026, 11, 23)


@pytest.fixture
def preview(world, at):
    def make(*rows, by="admin", **options):
        return preview_roster(upload=upload_of(*rows, **options), by=world.users[by], at=at)

    return make


@pytest.fixture
def apply(world, at):
    def do(roster_import, by="admin", **options):
        return apply_roster(roster_import=roster_import, by=world.users[by], at=at, **options)

    return do


def present(member, **changes) -> list:
    """The row that says of a member what the roster has."""
    known = {
        "township": member.organisation.name, "name": member.name, "id_number": None,
        "staff_number": member.staff_number, "post": member.post.name, "mobile": member.mobile,
        "category": None, "started_on": None,
    }  # fmt: skip
    return make_row(1, **{**known, **changes})


def state() -> list:
    """Everything that an import could touch."""
    return [
        list(Member.objects.order_by("pk").values()),
        list(Appointment.objects.order_by("pk").values()),
        list(User.objects.order_by("pk").values()),
        list(RosterChange.objects.order_by("pk").values()),
    ]


def test_a_dry_run_writes_nothing_but_the_preview(preview, world):
    before = state()
    made = preview(make_row(1), present(world.members["staff"], mobile="13900001111"))
    assert state() == before
    assert made.counts == {
        "joiners": 1, "movers": 0, "changed": 1, "returners": 0, "unchanged": 0, "leavers": 1,
        "errors": 0, "rows": 2, "skipped": [],
    }  # fmt: skip
    assert made.state == "previewed"


def test_the_preview_shows_masked_values_only(preview, world):
    preview(make_row(1), present(world.members["staff"], mobile="13900001111"))
    shown = str(list(RosterLine.objects.values()))
    assert "530***********" in shown
    assert "139****1111" in shown
    for secret in (make_id(1), "13900001111", world.members["staff"].mobile, "13800000001"):
        assert secret not in shown


def test_the_file_is_kept_encrypted_until_the_decision(
    preview, apply, django_capture_on_commit_callbacks
):
    made = preview(make_row(1))
    storage, name = made.file.storage, made.file.name
    with storage.open(name) as stored:
        assert b"PK" not in stored.read()[:4]
    upload = open_file(made)
    assert (upload.kind, upload.name, digest(upload.data)) == ("xlsx", "名册.xlsx", made.digest)
    with django_capture_on_commit_callbacks(execute=True):
        applied = apply(made)
    assert not storage.exists(name)
    assert not applied.file
    assert not applied.lines.exists()


def test_joiners_get_member_account_appointment_and_ledger_line(preview, apply, world, at):
    apply(preview(make_row(7, name="阿•牛", village="甸末村", note="=1")))
    member = Member.objects.get(name="阿·牛")
    assert member.organisation == world.shuangjiang
    assert (member.id_number, member.mobile) == (make_id(7), "13800000007")
    assert (member.sex, member.category, member.village) == ("male", "caseworker", "甸末村")
    assert member.started_on == date(2024, 5, 1)
    assert member.user.username == member.staff_number
    assert member.user.must_change_password
    assert not member.user.has_usable_password()
    (appointment,) = member.appointments.all()
    assert (appointment.starts_on, appointment.ends_on) == (TODAY, None)
    (change,) = member.changes.all()
    assert (change.kind, change.by, change.at) == ("joined", world.users["admin"], at)
    assert change.after["id_number"] == "530***********" + make_id(7)[-4:]
    assert make_id(7) not in str(change.after)


def test_id_number_and_phone_are_encrypted_at_rest(preview, apply):
    apply(preview(make_row(7)))
    member = Member.objects.get(name="新人7")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, mobile FROM staff_member WHERE id = %s", [member.pk])
        raw = str(cursor.fetchone())
    assert make_id(7) not in raw
    assert "13800000007" not in raw
    assert list(Member.objects.with_identity(make_id(7).lower())) == [member]
    assert list(Member.objects.with_identity("138 0000 0007")) == [member]
    assert list(Member.objects.with_identity("")) == []


def test_staff_numbers_go_on_after_the_highest(preview, apply, world):
    make_member(world.guishan, "号大", staff_number="YX70000")
    apply(preview(make_row(1), make_row(2, staff_number="ab12"), make_row(3)))
    numbers = Member.objects.filter(name__startswith="新人").order_by("name")
    assert [member.staff_number for member in numbers] == ["YX70001", "AB12", "YX70002"]


def test_the_same_file_twice_changes_nothing(preview, apply, world):
    rows = [make_row(1), make_row(2, township="小街街道"), present(world.members["staff"])]
    apply(preview(*rows))
    before = state()
    again = preview(*rows)
    assert (again.counts["unchanged"], again.counts["joiners"]) == (3, 0)
    apply(again)
    assert state() == before


def test_movers_close_one_appointment_and_open_the_next(preview, apply, world):
    member = world.members["staff"]
    apply(preview(present(member, township="小街街道", post="民政助理")))
    member.refresh_from_db()
    assert (member.organisation, member.post.name) == (world.xiaojie, "民政助理")
    assert list(member.appointments.values_list("organisation", "starts_on", "ends_on")) == [
        (world.xiaojie.pk, TODAY, None),
        (world.shuangjiang.pk, date(2026, 1, 1), TODAY - timedelta(days=1)),
    ]
    (change,) = member.changes.all()
    assert (change.kind, change.before, change.after) == (
        "moved",
        {"organisation": "双江街道", "post": "社会救助经办"},
        {"organisation": "小街街道", "post": "民政助理"},
    )
    assert (change.from_organisation, change.organisation) == (world.shuangjiang, world.xiaojie)


def test_moving_twice_on_one_day_keeps_the_dates_in_order(preview, apply, world):
    member = world.members["staff"]
    apply(preview(present(member, post="民政助理")))
    member.refresh_from_db()
    apply(preview(present(member, post="入户核查员", category="核查员")))
    dates = list(member.appointments.values_list("starts_on", "ends_on"))
    assert dates == [(TODAY, None), (TODAY, TODAY), (date(2026, 1, 1), TODAY - timedelta(days=1))]


def test_details_change_name_account_and_hash(preview, apply, world):
    member = world.members["staff"]
    apply(preview(present(member, id_number=make_id(2))))
    apply(preview(present(member, name="王洁", id_number=make_id(2), mobile=None)))
    member.refresh_from_db()
    assert (member.name, member.user.name, member.id_number) == ("王洁", "王洁", make_id(2))
    assert list(Member.objects.with_identity(make_id(2))) == [member]
    assert [change.kind for change in member.changes.all()] == ["changed", "changed"]
    assert member.appointments.count() == 1


def test_nobody_leaves_without_a_decision(preview, apply, world):
    apply(preview(present(world.members["staff"])))
    assert Member.objects.active().count() == 4
    made = preview(present(world.members["staff"]))
    assert made.counts["leavers"] == 1
    make_grant(world.users["coordinator"], "marker", world.shuangjiang)
    apply(made, leaving=Leaving(date(2026, 11, 1), "合同到期"))
    gone = world.members["coordinator"]
    gone.refresh_from_db()
    assert (gone.status, gone.left_on, gone.user.is_active) == ("left", date(2026, 11, 1), False)
    assert gone.appointments.get().ends_on == date(2026, 11, 1)
    assert gone.changes.get().reason == "合同到期"
    grant = gone.user.role_grants.get()
    assert (grant.revoked_by, grant.revoke_reason) == (world.users["admin"], "合同到期")
    assert Member.objects.count() == 4


def test_a_leaver_in_a_later_file_returns(preview, apply, world):
    gone = world.members["coordinator"]
    row = present(gone)
    apply(preview(present(world.members["staff"])), leaving=Leaving(TODAY, "离岗"))
    made = preview(row)
    assert made.counts["returners"] == 1
    apply(made)
    gone.refresh_from_db()
    assert (gone.status, gone.left_on, gone.user.is_active) == ("active", None, True)
    assert [change.kind for change in gone.changes.all()] == ["returned", "left"]
    assert gone.appointments.filter(ends_on__isnull=True).count() == 1


@pytest.mark.parametrize(
    "leaving", [Leaving(TODAY, " "), Leaving(TODAY + timedelta(days=1), "离岗")]
)
def test_leaving_needs_a_past_day_and_a_reason(preview, apply, world, leaving):
    made = preview(present(world.members["staff"]))
    before = state()
    with pytest.raises(LeaversIncomplete):
        apply(made, leaving=leaving)
    assert state() == before


BAD = {
    "id_check_digit": {"id_number": make_id(1)[:-1] + ("1" if make_id(1)[-1] != "1" else "2")},
    "id_as_number": {"id_number": 530426198503070000},
    "township_unknown": {"township": "桃花源镇"},
    "identity_empty": {"id_number": None},
    "out_of_reach": {},
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_row_is_named_and_nothing_is_written(preview, apply, world, code):
    by = "admin"
    if code == "out_of_reach":
        make_grant(world.users["trainer"], "accounts_admin", world.xinping)
        by = "trainer"
    made = preview(make_row(2), make_row(1, **BAD[code]), by=by)
    line = made.lines.filter(part="errors").last()
    assert (line.sheet, line.row, line.detail["code"]) == ("名册", 5, code)
    before = state()
    with pytest.raises(RosterHasErrors):
        apply(made, by=by)
    assert state() == before


def test_a_staff_number_twice_names_both_rows_and_the_column(preview):
    made = preview(make_row(1, staff_number="A1"), make_row(2, staff_number="A1"))
    lines = made.lines.filter(part="errors")
    assert [(line.row, line.detail["letter"], line.detail["title"]) for line in lines] == [
        (4, "I", "工号"),
        (5, "I", "工号"),
    ]


def test_a_gbk_csv_is_accepted(world, apply, at):
    upload = Upload("csv", make_csv(make_row(1), encoding="gbk"), "名册.csv")
    apply(preview_roster(upload=upload, by=world.users["admin"], at=at))
    assert Member.objects.filter(name="新人1").exists()


def test_what_changed_since_the_preview_stops_the_applying(preview, apply, world, at):
    made = preview(make_row(1), present(world.members["staff"], post="民政助理"))
    make_member(world.shuangjiang, "后来人")
    before = state()
    with pytest.raises(RosterMoved):
        apply(made)
    assert state() == before
    fresh = refresh_roster(roster_import=made, by=world.users["admin"], at=at)
    assert fresh.counts["leavers"] == 2
    apply(fresh)


def test_applied_and_discarded_imports_are_closed(preview, apply, world):
    applied = apply(preview(make_row(1)))
    discarded = discard_roster(roster_import=preview(make_row(2)), by=world.users["admin"])
    assert (applied.state, discarded.state) == ("applied", "discarded")
    assert not discarded.lines.exists()
    for closed in (applied, discarded):
        with pytest.raises(RosterClosed):
            apply(closed)
        with pytest.raises(RosterClosed):
            discard_roster(roster_import=closed, by=world.users["admin"])


def test_a_failure_half_way_leaves_nothing(preview, apply, world, monkeypatch):
    made = preview(make_row(1), present(world.members["staff"], post="民政助理"))
    before = state()
    monkeypatch.setattr("staff.flows.roster.log", None)
    with pytest.raises(TypeError):
        apply(made)
    assert state() == before
    assert not Post.objects.filter(name="民政助理").exists()


def test_long_files_go_to_the_background(
    preview, world, at, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("staff.flows.roster.AT_ONCE", 1)
    made = preview(make_row(1), present(world.members["staff"]))
    with django_capture_on_commit_callbacks(execute=True):
        queued = submit_roster(
            roster_import=made, by=world.users["admin"], at=at, leaving=Leaving(TODAY, "离岗")
        )
        assert queued.state == "queued"
    queued.refresh_from_db()
    assert (queued.state, queued.job.state) == ("applied", "done")
    assert Member.objects.filter(status="left").count() == 1


def test_a_refusal_in_the_background_opens_the_preview_again(
    preview, world, at, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("staff.flows.roster.AT_ONCE", 0)
    made = preview(make_row(1))
    with django_capture_on_commit_callbacks(execute=True):
        queued = submit_roster(roster_import=made, by=world.users["admin"], at=at)
        make_member(world.shuangjiang, "后来人")
    queued.refresh_from_db()
    assert (queued.state, queued.job.state) == ("previewed", "failed")
    assert queued.job.message


def test_codes_are_handed_out_once_and_open_the_accounts(preview, apply, world, at):
    made = apply(preview(make_row(1), make_row(2), present(world.members["staff"])))
    pairs = take_codes(roster_import=made, by=world.users["admin"], at=at)
    assert [member.name for member, _code in pairs] == ["新人1", "新人2"]
    member, code = pairs[0]
    redeem_code(staff_number=member.staff_number, code=code, password="Fresh-words-2026", at=at)
    with pytest.raises(CodesTaken):
        take_codes(roster_import=made, by=world.users["admin"], at=at)


def test_the_ledger_cannot_be_changed(preview, apply):
    apply(preview(make_row(1)))
    for write in (
        lambda: RosterChange.objects.update(reason="x"),
        lambda: RosterChange.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_applying_takes_a_fixed_number_of_queries(preview, apply, django_assert_max_num_queries):
    few = preview(*(make_row(serial) for serial in range(1, 4)))
    with django_assert_max_num_queries(60):
        apply(few)
    many = preview(*(make_row(serial) for serial in range(1, 200)))
    with django_assert_max_num_queries(60):
        apply(many)
    assert RosterImport.objects.filter(state="applied").count() == 2
