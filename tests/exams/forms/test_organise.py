from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bank.engine.items import Kind
from exams.adapters.seb import MAX_BYTES as SEB_MAX_BYTES
from exams.engine.answer_file import MAX_BYTES as ANSWERS_MAX_BYTES
from exams.flows.keying import make_forms
from exams.flows.papers import Quota
from exams.forms.organise import (
    LIST_LABELS,
    AnswerFileForm,
    BrowserForm,
    DecideForm,
    FormsForm,
    MinutesForm,
    PaperForm,
    PeopleFilter,
    ResitForm,
    SeatFilter,
    SheetFilter,
    SheetForm,
)
from exams.queries.audience import RESIT_GROUPS
from exams.queries.invigilation import Where
from exams.queries.people import LISTS
from exams.queries.printed import Sheet, lines_of
from tests.factories.exams import make_bank, make_paper, make_sitting


def upload(data: bytes, name: str = "文件") -> dict:
    return {"file": SimpleUploadedFile(name, data)}


class TestPaper:
    def data(self, world, bank, **values):
        known = {"title": "试卷", "organisation": world.city.pk, "multiple_policy": "partial"}
        counts = {f"count_{kind.value}": 0 for kind in Kind}
        points = {f"points_{kind.value}": 2 for kind in Kind}
        return {**known, "bank": bank.pk, "seed": 1, **counts, **points, **values}

    def test_only_kinds_that_are_drawn_become_quotas(self, world):
        data = self.data(
            world, make_bank(world.city), count_single=40, points_single="1.5", count_case=1
        )
        form = PaperForm(data)
        assert form.is_valid(), form.errors
        assert form.quotas() == [
            Quota(Kind.SINGLE, 40, Decimal("1.5")),
            Quota(Kind.CASE, 1, Decimal(2)),
        ]

    @pytest.mark.parametrize(
        "values",
        [
            {"count_single": -1},
            {"count_single": 101},
            {"points_single": "0.4"},
            {"points_single": 101},
            {"seed": 0},
        ],
    )
    def test_what_makes_no_paper_is_named(self, world, values):
        form = PaperForm(self.data(world, make_bank(world.city), **values))
        assert set(form.errors) == set(values)


class TestBrowser:
    def test_a_file_and_a_text_both_end_as_bytes(self):
        form = BrowserForm({"mode": "given"}, upload(b" <plist/>\n"))
        assert form.is_valid()
        assert form.cleaned_data["config"] == b"<plist/>"
        form = BrowserForm({"mode": "given", "text": " <plist/> "})
        assert form.is_valid()
        assert form.cleaned_data["config"] == b"<plist/>"
        form = BrowserForm({"mode": "off"})
        assert form.is_valid()
        assert form.cleaned_data["config"] == b""

    def test_of_a_huge_file_one_byte_too_much_is_read(self):
        form = BrowserForm({"mode": "given"}, upload(b"x" * (SEB_MAX_BYTES + 100)))
        assert form.is_valid()
        assert len(form.cleaned_data["config"]) == SEB_MAX_BYTES + 1

    def test_another_mode_does_not_exist(self):
        assert set(BrowserForm({"mode": "any"}).errors) == {"mode"}


class TestInvigilation:
    @pytest.mark.parametrize(
        ("minutes", "errors"), [(1, set()), (480, set()), (0, {"minutes"}), (481, {"minutes"})]
    )
    def test_minutes_lie_within_a_working_day(self, minutes, errors):
        assert set(MinutesForm({"minutes": minutes, "reason": "停电"}).errors) == errors

    @pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
    def test_a_reason_is_never_blank_nor_endless(self, reason):
        assert set(MinutesForm({"minutes": 5, "reason": reason}).errors) == {"reason"}

    @pytest.mark.parametrize(("word", "accepted"), [("yes", True), ("no", False)])
    def test_a_decision_is_yes_or_no(self, word, accepted):
        form = DecideForm({"accepted": word, "reason": "属实"})
        assert form.is_valid()
        assert form.cleaned_data["accepted"] is accepted

    @pytest.mark.parametrize("word", ["", "maybe", "True"])
    def test_anything_else_is_no_decision(self, word):
        assert set(DecideForm({"accepted": word, "reason": "属实"}).errors) == {"accepted"}


class TestAnswerFile:
    @pytest.mark.parametrize(
        ("text", "files"), [("{}", {}), ("", upload(b"{}"))], ids=["text", "file"]
    )
    def test_a_file_or_its_text_ends_as_bytes(self, text, files):
        form = AnswerFileForm({"text": text, "reason": "断网"}, files)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["data"] == b"{}"

    @pytest.mark.parametrize(("text", "files"), [("", {}), ("{}", upload(b"{}"))])
    def test_neither_or_both_is_refused(self, text, files):
        form = AnswerFileForm({"text": text, "reason": "断网"}, files)
        assert set(form.errors) == {"__all__"}

    def test_of_a_huge_file_one_byte_too_much_is_read(self):
        file = SimpleUploadedFile("a", b"x")
        file.file = BytesIO(b"x" * (ANSWERS_MAX_BYTES + 100))
        form = AnswerFileForm({"reason": "断网"}, {"file": file})
        assert form.is_valid()
        assert len(form.cleaned_data["data"]) == ANSWERS_MAX_BYTES + 1


class TestFilters:
    @pytest.mark.parametrize(
        ("form", "field", "values"),
        [
            (SeatFilter, "where", {where.value for where in Where}),
            (SheetFilter, "sheet", {sheet.value for sheet in Sheet}),
            (PeopleFilter, "listed", set(LISTS)),
        ],
    )
    def test_every_state_can_be_asked_for_and_no_other(self, form, field, values):
        offered = {value for value, _label in form().fields[field].choices} - {""}
        assert offered == values
        assert form({field: ""}).is_valid()
        assert set(form({field: "another"}).errors) == {field}

    def test_every_list_has_its_words(self):
        assert set(LIST_LABELS) == set(LISTS)


class TestSheet:
    @pytest.fixture
    def lines(self, world, at):
        paper = make_paper(make_bank(world.city), ("single", "multiple", "judgement", "blank"))
        sitting = make_sitting(paper, at)
        by = world.users["trainer"]
        forms = make_forms(sitting=sitting, seed=7, reason="不通网络", user=by, at=at)
        return lines_of(forms[0])

    def field_of(self, lines, kind):
        return next(f"n{line.number}" for line in lines if line.row.kind is kind)

    def test_there_is_a_field_for_each_printed_item(self, lines):
        form = SheetForm(lines=lines)
        assert list(form.fields) == ["n1", "n2", "n3", "n4"]
        kinds = {field.widget.attrs["data-kind"] for field in form.fields.values()}
        assert kinds == {"single", "multiple", "judgement", "blank"}

    def test_a_sheet_is_read_as_answers_in_printed_order(self, lines):
        typed = {
            self.field_of(lines, Kind.SINGLE): "b",
            self.field_of(lines, Kind.MULTIPLE): "DBA",
            self.field_of(lines, Kind.JUDGEMENT): "√",
            self.field_of(lines, Kind.BLANK): "托底线|可持续",
        }
        form = SheetForm(typed, lines=lines)
        assert form.is_valid(), form.errors
        answers = dict(zip((line.row.kind for line in lines), form.answers(), strict=True))
        assert answers[Kind.SINGLE] == ("B",)
        assert answers[Kind.MULTIPLE] == ("A", "B", "D")
        assert answers[Kind.JUDGEMENT] == ("T",)
        assert answers[Kind.BLANK] == ("托底线", "可持续")

    def test_an_empty_sheet_is_a_sheet(self, lines):
        form = SheetForm({}, lines=lines)
        assert form.is_valid()
        assert form.answers() == [()] * 4

    @pytest.mark.parametrize(
        ("kind", "text"), [(Kind.SINGLE, "AB"), (Kind.SINGLE, "E"), (Kind.JUDGEMENT, "也许")]
    )
    def test_what_does_not_fit_its_item_is_named_there(self, lines, kind, text):
        name = self.field_of(lines, kind)
        assert set(SheetForm({name: text}, lines=lines).errors) == {name}


class TestForms:
    @pytest.mark.parametrize(("seed", "errors"), [(1, set()), (0, {"seed"}), (10**9, {"seed"})])
    def test_a_seed_can_be_printed_and_typed_again(self, seed, errors):
        assert set(FormsForm({"reason": "不通网络", "seed": seed}).errors) == errors


class TestResit:
    GROUPS = {"failed": ["甲", "乙"], "absent": [], "deferred": ["丙"]}
    DAY = {"opens_at": "2026-12-01T09:00", "closes_at": "2026-12-01T11:00"}

    def test_every_group_is_offered_with_its_size_and_the_full_ones_chosen(self):
        field = ResitForm(groups=self.GROUPS).fields["groups"]
        assert tuple(ResitForm.GROUPS) == RESIT_GROUPS
        assert [label[-3:] for _code, label in field.choices] == ["(2)", "(0)", "(1)"]
        assert field.initial == ["failed", "deferred"]

    def test_the_groups_by_their_words(self):
        named = ResitForm(groups=self.GROUPS).named(self.GROUPS)
        assert [rows for _label, rows in named] == [["甲", "乙"], [], ["丙"]]

    @pytest.mark.parametrize(
        ("values", "errors"),
        [
            ({}, set()),
            ({"groups": []}, {"groups"}),
            ({"groups": ["passed"]}, {"groups"}),
            ({"ceiling": "0"}, {"ceiling"}),
            ({"ceiling": "100.5"}, {"ceiling"}),
            ({"opens_at": ""}, {"opens_at"}),
        ],
    )
    def test_what_is_needed_is_named(self, values, errors):
        data = {"groups": ["failed"], **self.DAY, **values}
        assert set(ResitForm(data, groups=self.GROUPS).errors) == errors

    def test_times_are_local(self):
        form = ResitForm({"groups": ["failed"], **self.DAY}, groups=self.GROUPS)
        assert form.is_valid()
        assert form.cleaned_data["opens_at"] == datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
        assert form.cleaned_data["ceiling"] is None
