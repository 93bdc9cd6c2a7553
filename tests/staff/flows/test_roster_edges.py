"""An import to its edges: what is kept, what is held, what a failure leaves, what is logged."""

from datetime import date, timedelta
from itertools import islice

import pytest
from wagtail.models import ModelLogEntry

from cms.lib.tables.uploads import Upload
from staff.engine.roster.plan import Entry, Plan
from staff.engine.roster.table import RosterRow
from staff.flows import roster
from staff.flows.roster import (
    AT_ONCE,
    LeaversIncomplete,
    Leaving,
    RosterClosed,
    RosterHasErrors,
    RosterMoved,
    apply_roster,
    discard_roster,
    new_numbers,
    preview_roster,
    refresh_roster,
    reopen_roster,
    submit_roster,
    take_codes,
)
from staff.models.member import Member
from staff.models.roster import RosterChange, RosterImport, RosterLine
from staff.queries.roster_files import open_file
from tests.factories.roster import make_csv, make_row, make_xlsx, upload_of
from tests.factories.staff import make_member
from tests.locks import held_models
from tests.staff.flows.test_roster import TODAY, present, state


@pytest.fixture
def admin(world):
    return world.users["admin"]


@pytest.fixture
def preview(admin, at):
    return lambda *rows, **options: preview_roster(
        upload=upload_of(*rows, **options), by=admin, at=at
    )


@pytest.fixture
def apply(admin, at):
    return lambda made, **options: apply_roster(roster_import=made, by=admin, at=at, **options)


def logged(action: str) -> list[dict]:
    return [entry.data for entry in ModelLogEntry.objects.filter(action=action)]


def test_the_preview_keeps_who_when_and_how_many(preview, admin, at):
    bad = make_row(2, id_number="1", mobile="2")
    made = preview(make_row(1), bad, make_row(3))
    assert (made.file_name, made.uploaded_by, made.uploaded_at) == ("名册.xlsx", admin, at)
    assert made.counts["rows"] == 3  # a row with two mistakes is one row
    assert (made.counts["joiners"], made.counts["errors"]) == (2, 2)
    assert logged("staff.preview_roster") == [
        {key: n for key, n in made.counts.items() if key not in {"rows", "skipped"}}
    ]


def test_a_failing_preview_leaves_nothing(preview, monkeypatch):
    monkeypatch.setattr(roster, "log", None)
    with pytest.raises(TypeError):
        preview(make_row(1))
    assert not RosterImport.objects.exists()
    assert not RosterLine.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [("名册.CSV", make_csv(make_row(1)), "csv"), ("名册.XLSX", make_xlsx(make_row(1)), "xlsx")],
)
def test_a_file_is_opened_again_however_its_name_is_written(admin, at, name, data, kind):
    made = preview_roster(upload=Upload(kind, data, name), by=admin, at=at)
    again = open_file(made)
    assert (again.kind, again.name, again.data) == (kind, name, data)


def test_previewing_again_replaces_the_lines_and_holds_the_import(preview, admin, world, at):
    made = preview(make_row(1))
    before = list(made.lines.values_list("pk", flat=True))
    make_member(world.shuangjiang, "后来人")
    with held_models() as held:
        fresh = refresh_roster(roster_import=made, by=admin, at=at)
    assert held == ["RosterImport"]
    assert fresh.fingerprint != made.fingerprint
    assert not RosterLine.objects.filter(pk__in=before).exists()
    assert fresh.lines.filter(part="leavers").count() == fresh.counts["leavers"] == 3


def test_a_failing_refresh_keeps_the_old_preview(preview, admin, world, at, monkeypatch):
    made = preview(make_row(1))
    make_member(world.shuangjiang, "后来人")
    monkeypatch.setattr(roster, "preview_lines", None)
    with pytest.raises(TypeError):
        refresh_roster(roster_import=made, by=admin, at=at)
    kept = RosterImport.objects.get(pk=made.pk)
    assert (kept.fingerprint, kept.counts) == (made.fingerprint, made.counts)
    assert kept.lines.exists()


def test_applying_says_who_and_when_and_holds_import_and_roster(preview, apply, admin, at):
    made = preview(make_row(1))
    with held_models() as held:
        done = apply(made)
    assert held[:2] == ["RosterImport", "Organisation"]
    done.refresh_from_db()
    assert (done.applied_by, done.applied_at, done.leavers_on) == (admin, at, None)
    assert done.leavers_reason == ""
    (data,) = logged("staff.apply_roster")
    assert data == done.counts


def test_a_change_holds_the_members_it_writes(preview, apply, world):
    made = preview(present(world.members["staff"], post="民政助理"))
    with held_models() as held:
        apply(made)
    assert "Member" in held


def test_the_decision_about_leavers_is_kept_with_the_import(preview, apply, world):
    made = preview(present(world.members["staff"]))
    done = apply(made, leaving=Leaving(date(2026, 11, 1), "合同到期"))
    done.refresh_from_db()
    assert (done.leavers_on, done.leavers_reason) == (date(2026, 11, 1), "合同到期")


def test_leaving_today_is_in_time(preview, apply, world):
    apply(preview(present(world.members["staff"])), leaving=Leaving(TODAY, "离岗"))
    assert Member.objects.filter(status="left").count() == 1


@pytest.mark.parametrize(
    ("rows", "queued"), [(AT_ONCE, False), (AT_ONCE + 1, True)], ids=["two thousand", "one more"]
)
def test_up_to_two_thousand_rows_are_applied_at_once(preview, admin, at, rows, queued):
    assert AT_ONCE == 2000
    made = preview(make_row(1))
    made.counts["rows"] = rows
    made.save()
    done = submit_roster(roster_import=made, by=admin, at=at)
    assert done.state == ("queued" if queued else "applied")
    assert (done.job is not None) is queued


def test_what_is_queued_carries_the_decision(preview, admin, at, monkeypatch):
    monkeypatch.setattr(roster, "AT_ONCE", 0)
    with held_models() as held:
        plain = submit_roster(roster_import=preview(make_row(1)), by=admin, at=at)
    assert held == ["RosterImport"]
    assert plain.job.arguments == {
        "import_id": plain.pk,
        "leavers_on": None,
        "leavers_reason": "",
    }
    assert plain.job.requested_by == admin
    leaving = Leaving(date(2026, 11, 1), "离岗")
    decided = submit_roster(roster_import=preview(make_row(2)), by=admin, at=at, leaving=leaving)
    assert decided.job.arguments["leavers_on"] == "2026-11-01"
    assert decided.job.arguments["leavers_reason"] == "离岗"
    with pytest.raises(RosterClosed):
        submit_roster(roster_import=decided, by=admin, at=at)


@pytest.mark.parametrize("leaving", [Leaving(TODAY + timedelta(days=1), "x"), Leaving(TODAY, "")])
def test_a_bad_decision_is_not_queued(preview, admin, at, monkeypatch, leaving):
    monkeypatch.setattr(roster, "AT_ONCE", 0)
    made = preview(make_row(1))
    with pytest.raises(LeaversIncomplete):
        submit_roster(roster_import=made, by=admin, at=at, leaving=leaving)
    made.refresh_from_db()
    assert (made.state, made.job) == ("previewed", None)


def test_a_file_with_errors_is_not_queued_and_says_how_many(preview, admin, at, monkeypatch):
    monkeypatch.setattr(roster, "AT_ONCE", 0)
    made = preview(make_row(1, id_number="1", mobile="2"))
    with pytest.raises(RosterHasErrors) as refused:
        submit_roster(roster_import=made, by=admin, at=at)
    assert refused.value.params == {"count": 2}


def test_what_has_moved_on_stays_previewed(preview, apply, world):
    made = preview(make_row(1))
    make_member(world.shuangjiang, "后来人")
    with pytest.raises(RosterMoved):
        apply(made)
    made.refresh_from_db()
    assert made.state == "previewed"
    assert made.lines.exists()


def test_discarding_holds_logs_and_drops_file_and_lines(
    preview, admin, django_capture_on_commit_callbacks
):
    made = preview(make_row(1))
    storage, name = made.file.storage, made.file.name
    with django_capture_on_commit_callbacks(execute=True), held_models() as held:
        done = discard_roster(roster_import=made, by=admin)
    assert held == ["RosterImport"]
    assert not storage.exists(name)
    done.refresh_from_db()
    assert (done.state, str(done.file)) == ("discarded", "")
    assert len(logged("staff.discard_roster")) == 1
    assert ModelLogEntry.objects.get(action="staff.discard_roster").user == admin


@pytest.mark.parametrize("act", ["discard", "apply", "codes"])
def test_a_failure_at_the_end_undoes_all_of_it(preview, apply, admin, at, monkeypatch, act):
    made = preview(make_row(1))
    if act == "codes":
        made = apply(made)
    before, lines, members = made.state, made.lines.count(), state()
    monkeypatch.setattr(roster, "log", None)
    with pytest.raises(TypeError):
        {
            "discard": lambda: discard_roster(roster_import=made, by=admin),
            "apply": lambda: apply(made),
            "codes": lambda: take_codes(roster_import=made, by=admin, at=at),
        }[act]()
    kept = RosterImport.objects.get(pk=made.pk)
    assert (kept.state, kept.lines.count(), kept.codes_taken_at) == (before, lines, None)
    assert bool(kept.file) is (act != "codes")
    assert state() == members


def test_only_the_queued_import_itself_is_opened_again(preview, admin, at, monkeypatch):
    monkeypatch.setattr(roster, "AT_ONCE", 0)
    first, other = (
        submit_roster(roster_import=preview(make_row(n)), by=admin, at=at) for n in (1, 2)
    )
    reopen_roster(roster_import=first)
    states = dict(RosterImport.objects.values_list("pk", "state"))
    assert states == {first.pk: "previewed", other.pk: "queued"}


@pytest.mark.parametrize("act", ["apply", "discard"])
def test_what_has_ended_is_not_opened_again(preview, apply, admin, act):
    made = preview(make_row(1))
    done = apply(made) if act == "apply" else discard_roster(roster_import=made, by=admin)
    reopen_roster(roster_import=done)
    assert RosterImport.objects.get().state == done.state


def numbers(*given: str) -> list[str]:
    """The next two numbers, for a plan whose joiners bring these."""
    joiners = tuple(
        Entry(RosterRow("表", n, "人", 1, staff_number=number)) for n, number in enumerate(given)
    )
    return list(islice(new_numbers(Plan(joiners=joiners)), 2))


def test_the_first_number_of_all(db):
    assert numbers() == ["YX00001", "YX00002"]


@pytest.mark.parametrize(
    ("given", "following"),
    [
        ("YX00007", ["YX00008", "YX00009"]),
        ("YX99999", ["YX100000", "YX100001"]),
        ("88888", ["YX00001", "YX00002"]),
        ("AB00007", ["YX00001", "YX00002"]),
        ("YX7A", ["YX00001", "YX00002"]),
        ("YX", ["YX00001", "YX00002"]),
        ("YX\u0667", ["YX00001", "YX00002"]),
        ("YX\u00b2", ["YX00001", "YX00002"]),
    ],
)
def test_numbers_go_on_after_those_in_the_file(db, given, following):
    assert numbers(given) == following


def test_numbers_go_on_after_the_highest_that_anybody_ever_had(world):
    make_member(world.city, "已离", staff_number="YX80000", status="left", left_on=date(2026, 1, 1))
    make_member(world.city, "别样", staff_number="YX90000A")
    make_member(world.city, "别样", staff_number="ZYX95000")
    assert numbers("YX00005") == ["YX80001", "YX80002"]


def test_codes_are_for_those_who_joined_or_returned_by_this_file_and_have_no_password(
    preview, apply, admin, world, at
):
    other = apply(preview(make_row(9)))
    staff, gone = world.members["staff"], world.members["coordinator"]
    apply(preview(present(staff)), leaving=Leaving(TODAY, "离岗"))
    gone.user.set_unusable_password()
    gone.user.save()
    made = apply(preview(make_row(2), make_row(1), present(gone), present(staff)))
    with held_models() as held:
        pairs = take_codes(roster_import=made, by=admin, at=at)
    assert held[0] == "RosterImport"
    taken = [member.staff_number for member, _code in pairs]
    assert taken == sorted(taken)
    assert {member.name for member, _code in pairs} == {"新人1", "新人2", gone.name}
    assert len({code for _member, code in pairs}) == 3
    made.refresh_from_db()
    assert made.codes_taken_at == at
    assert logged("staff.take_codes") == [{"people": 3}]
    other.refresh_from_db()
    assert other.codes_taken_at is None


def test_who_returns_with_a_password_needs_no_code(preview, apply, admin, world, at):
    gone = world.members["coordinator"]
    apply(preview(present(world.members["staff"])), leaving=Leaving(TODAY, "离岗"))
    made = apply(preview(present(gone)))
    assert RosterChange.objects.filter(roster_import=made, kind="returned").count() == 1
    assert take_codes(roster_import=made, by=admin, at=at) == []


def test_a_joiner_who_has_left_again_gets_no_code(preview, apply, admin, at):
    made = apply(preview(make_row(1), make_row(2)))
    Member.objects.filter(name="新人1").update(status="left", left_on=TODAY)
    pairs = take_codes(roster_import=made, by=admin, at=at)
    assert [member.name for member, _code in pairs] == ["新人2"]


def test_before_it_is_applied_there_are_no_codes(preview, admin, at):
    with pytest.raises(RosterClosed):
        take_codes(roster_import=preview(make_row(1)), by=admin, at=at)
