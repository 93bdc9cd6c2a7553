"""The admin of exams: who sees what, what is refused, what the buttons do."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from bank.engine.items import Kind
from bank.models.imports import ItemImport
from bank.models.items import Item, ItemBank
from exams.models.paper import Paper
from exams.models.sitting import Exam, Registration, Sitting
from tests.bank.adapters.exchange.test_xlsx import GOOD, REAL, changed, csv_upload
from tests.factories.exams import make_attempt, make_bank, make_item, make_paper, make_sitting
from tests.factories.staff import make_grant, make_user

EDIT = "wagtailsnippets_bank_item:edit"


@pytest.fixture
def site(world):
    call_command("setup_site")
    return world


@pytest.fixture
def bank(site):
    return make_bank(site.city, "市级题库")


@pytest.fixture
def trainer(site, login):
    return login(site.users["trainer"])


@pytest.fixture
def reviewer(site, login):
    return login(site.users["reviewer"])


def form_of(item: Item, **changes) -> dict:
    data = {
        "bank": item.bank_id,
        "topic": item.topic_id,
        "kind": item.kind,
        "difficulty": item.difficulty,
        "stem": item.stem,
        "choices": "\n".join(item.choices),
        "key": item.key,
        "rationale": item.rationale,
        "basis": item.basis,
    }
    return {**data, **changes}


def names(*rows) -> list[str]:
    return [reverse(name, args=args) for name, args in rows]


class TestReach:
    def pages(self, bank):
        item, paper = make_item(bank), make_paper(bank)
        sitting = make_sitting(paper, timezone.now())
        return names(
            ("wagtailsnippets_bank_item:list", []),
            (EDIT, [item.pk]),
            ("wagtailsnippets_bank_item:history", [item.pk]),
            ("wagtailsnippets_bank_item:usage", [item.pk]),
            ("itembank:index", []),
            ("itembank:edit", [bank.pk]),
            ("topic:index", []),
            ("paper:index", []),
            ("paper:inspect", [paper.pk]),
            ("exam:edit", [sitting.exam_id]),
            ("sitting:index", []),
            ("sitting:edit", [sitting.pk]),
            ("exams_register", [sitting.pk]),
            ("exams_release", [sitting.pk]),
            ("bank_import", []),
            ("bank_export", []),
        )

    def test_a_trainer_of_the_city_opens_every_page(self, bank, trainer):
        """And each of them shows what it is about."""
        (*pages, download) = self.pages(bank)
        item, sitting = Item.objects.earliest("pk"), Sitting.objects.get()
        paper, exam = sitting.paper.title, sitting.exam.title
        about = [item.stem, item.stem, "", "", bank.name, bank.name, "", paper, paper, exam]
        about += [sitting.title] * 4 + [bank.name]
        for url, words in zip(pages, about, strict=True):
            page = trainer.get(url)
            assert page.status_code == 200, url
            assert words in page.text, url
        book = openpyxl.load_workbook(BytesIO(trainer.get(download).content)).active
        written = {row[1] for row in book.iter_rows(min_row=2, values_only=True)}
        assert written == {row.stem for row in Item.objects.all()}

    @pytest.mark.parametrize("who", ["hr_city", "inspector", "admin", "admin_audit"])
    def test_other_roles_find_nothing(self, bank, site, login, who):
        client = login(site.users[who])
        assert {client.get(url).status_code for url in self.pages(bank)} == {404}

    @pytest.mark.parametrize("who", ["staff", "marker1"])
    def test_staff_and_markers_do_not_get_in(self, bank, site, login, who):
        client = login(site.users[who])
        pages = [client.get(url) for url in self.pages(bank)]
        assert not {page.status_code for page in pages} & {200}
        assert not [page for page in pages if bank.name in page.text]

    def test_a_county_trainer_does_not_see_another_countys_bank(self, bank, site, login):
        user = make_user("county_trainer")
        make_grant(user, "trainer", site.xinping)
        client = login(user)
        item = make_item(bank)
        own = make_item(make_bank(site.xinping))
        assert client.get(reverse(EDIT, args=[item.pk])).status_code == 404
        assert client.get(reverse(EDIT, args=[own.pk])).status_code == 200
        listed = client.get(reverse("wagtailsnippets_bank_item:list"))
        assert [row.pk for row in listed.context["object_list"]] == [own.pk]
        assert client.get(reverse("itembank:edit", args=[bank.pk])).status_code == 404


class TestItems:
    def test_the_list_finds_chinese_words_and_filters(self, bank, trainer):
        make_item(bank, stem="什么是最低生活保障标准", topic="低保标准")
        make_item(bank, "judgement", stem="特困人员供养形式由机构决定")
        url = reverse("wagtailsnippets_bank_item:list")
        for item in Item.objects.all():
            get_search_backend().add(item)
        for query, count in (("q=保障标准", 1), ("kind=judgement", 1), ("q=财产", 0), ("", 2)):
            assert len(trainer.get(f"{url}?{query}").context["object_list"]) == count, query

    def test_an_unchecked_item_is_kept_as_a_draft_and_goes_no_further(self, bank, reviewer):
        item = make_item(bank, live=False)
        url = reverse(EDIT, args=[item.pk])
        data = form_of(item, basis="《甲办法》第七条[待核]")
        refused = reviewer.post(url, {**data, "action-publish": "1"})
        assert "标记为[待核]，不能发布" in refused.text
        assert Item.objects.get(pk=item.pk).live is False
        assert reviewer.post(url, data).status_code == 302
        item.refresh_from_db()
        assert (item.basis_mark, item.live) == ("unchecked", False)

    def test_a_reviewer_publishes_a_checked_item(self, bank, reviewer):
        item = make_item(bank, live=False)
        url = reverse(EDIT, args=[item.pk])
        assert reviewer.post(url, {**form_of(item), "action-publish": "1"}).status_code == 302
        assert Item.objects.get(pk=item.pk).live is True

    def test_a_trainer_submits_and_a_reviewer_approves(self, bank, trainer, reviewer):
        item = make_item(bank, live=False)
        url = reverse(EDIT, args=[item.pk])
        assert trainer.post(url, {**form_of(item), "action-publish": "1"}).status_code == 302
        assert Item.objects.get(pk=item.pk).live is False
        trainer.post(url, {**form_of(item), "action-submit": "1"})
        state = Item.objects.get(pk=item.pk).current_workflow_task_state
        approve = reverse(
            "wagtailsnippets_bank_item:workflow_action", args=[item.pk, "approve", state.pk]
        )
        assert trainer.post(approve).status_code in {302, 403}
        assert Item.objects.get(pk=item.pk).live is False
        reviewer.post(approve)
        assert Item.objects.get(pk=item.pk).live is True

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"key": "E"}, "选项 E 不存在"),
            ({"key": ""}, "请填写此项"),
            ({"choices": "甲"}, "至少要有两个选项"),
        ],
    )
    def test_a_faulty_item_is_refused_with_the_reason(self, bank, reviewer, changes, words):
        item = make_item(bank, live=False)
        url = reverse(EDIT, args=[item.pk])
        response = reviewer.post(url, {**form_of(item, **changes), "action-publish": "1"})
        assert words in response.text

    def test_a_stem_stands_once_in_a_bank(self, bank, trainer):
        first, second = make_item(bank), make_item(bank)
        response = trainer.post(
            reverse(EDIT, args=[second.pk]), form_of(second, stem=f"{first.stem} ")
        )
        assert "题库里已有相同题干的试题" in response.text

    def test_the_export_reads_in_again_unchanged(self, bank, trainer, at):
        call_command("import_items", str(REAL), "--bank", bank.name, "--apply")
        response = trainer.get(reverse("bank_export"))
        sheet = openpyxl.load_workbook(BytesIO(response.content)).active
        assert sheet.max_row == 41
        file = SimpleUploadedFile("题库.xlsx", response.content)
        trainer.post(reverse("bank_import"), {"bank": bank.pk, "file": file})
        assert ItemImport.objects.get().counts == {"new": 0, "unchanged": 40, "errors": 0}


class TestBulk:
    def url(self, action, *items):
        query = "&".join(f"id={item.pk}" for item in items)
        return f"/admin/bulk/bank/item/{action}/?{query}"

    def test_a_reviewer_publishes_what_is_checked(self, bank, reviewer):
        good, bad = make_item(bank, live=False), make_item(bank, live=False, basis="第七条[待核]")
        shown = reviewer.get(self.url("publish", good, bad))
        assert [entry["item"] for entry in shown.context["items"]] == [good]
        assert shown.context["items_with_no_access"] == [bad]
        reviewer.post(self.url("publish", good, bad))
        assert list(Item.objects.filter(live=True)) == [good]

    def test_a_trainer_publishes_nothing(self, bank, trainer):
        item = make_item(bank, live=False)
        trainer.post(self.url("publish", item))
        assert Item.objects.get().live is False

    @pytest.mark.parametrize("action", ["publish", "delete"])
    def test_items_out_of_reach_are_not_even_named(self, bank, site, login, action):
        item = make_item(bank, live=False)
        for who in ("hr_city", "admin"):
            assert login(site.users[who]).get(self.url(action, item)).status_code == 404

    def test_nobody_deletes(self, bank, trainer, reviewer):
        item = make_item(bank, live=False)
        for client in (trainer, reviewer):
            client.post(self.url("delete", item))
        assert Item.objects.count() == 1


class TestImport:
    def send(self, client, bank, *rows, name="题目.csv", data=None):
        content = data if data is not None else csv_upload(*rows).data
        file = SimpleUploadedFile(name, content)
        return client.post(reverse("bank_import"), {"bank": bank.pk, "file": file}, follow=True)

    def test_upload_preview_apply(self, bank, trainer):
        shown = self.send(trainer, bank, data=REAL.read_bytes())
        assert shown.context["plan"].counts == {"new": 40, "unchanged": 0, "errors": 0}
        assert Item.objects.count() == 0
        kept = ItemImport.objects.get()
        address = reverse("bank_import_preview", args=[kept.token])
        assert "导入 40 道试题为草稿" in shown.text
        done = trainer.post(address, follow=True)
        assert "已导入 40 道试题" in done.text
        assert Item.objects.filter(live=False).count() == 40
        again = trainer.post(address)
        assert again.status_code == 422
        assert "已经导入过了" in again.text
        assert Item.objects.count() == 40
        assert "道试题为草稿" not in trainer.get(address).text

    def test_errors_are_shown_by_row_and_column_and_block_the_import(self, bank, trainer):
        shown = self.send(trainer, bank, GOOD, changed(题干="题干二", 答案="F"))
        assert "选项 F 不存在" in shown.text
        kept = ItemImport.objects.get()
        assert "道试题为草稿" not in shown.text
        refused = trainer.post(reverse("bank_import_preview", args=[kept.token]))
        assert refused.status_code == 422
        assert "没有导入任何试题" in refused.text
        assert Item.objects.count() == 0
        book = trainer.get(reverse("bank_import_errors", args=[kept.token]))
        sheet = openpyxl.load_workbook(BytesIO(book.content)).active
        assert [cell.value for cell in sheet[2]][:4] == [
            3,
            "答案: 答案中的选项 F 不存在（最后一个选项是 B）。请更正答案或补充选项。",
            "单选题",
            "题干二",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("题目.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
            ("题目.csv", b"", "空"),
            ("题目.csv", "姓名,分数\n张三,1".encode(), "缺少这些列"),
        ],
    )
    def test_other_files_are_refused_with_a_reason(self, bank, trainer, name, data, words):
        assert words in self.send(trainer, bank, name=name, data=data).text
        assert ItemImport.objects.count() == 0

    def test_a_gbk_file_is_read(self, bank, trainer):
        shown = self.send(trainer, bank, data=csv_upload(GOOD, encoding="gb18030").data)
        assert shown.context["plan"].new[0].content.stem == "题干一"

    def test_a_zip_bomb_is_refused(self, bank, trainer):
        bomb = BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
        shown = self.send(trainer, bank, name="题目.xlsx", data=bomb.getvalue())
        assert shown.context["form"].errors
        assert ItemImport.objects.count() == 0

    def test_a_preview_is_its_uploaders_own(self, bank, site, trainer, login):
        self.send(trainer, bank, GOOD)
        user = make_user("other_trainer")
        make_grant(user, "trainer", site.city)
        url = reverse("bank_import_preview", args=[ItemImport.objects.get().token])
        assert login(user).get(url).status_code == 404
        assert trainer.get(url).status_code == 200


class TestOrganiser:
    def test_a_paper_is_drawn_and_says_what_is_short(self, bank, site, trainer):
        for _ in range(3):
            make_item(bank)
        data = {
            "title": "试卷一", "organisation": site.city.pk, "multiple_policy": "partial",
            "bank": bank.pk, "seed": 1,
            **{f"count_{kind}": 0 for kind in Kind}, **{f"points_{kind}": 2 for kind in Kind},
        }  # fmt: skip
        short = trainer.post(reverse("paper:add"), {**data, "count_single": 4})
        assert "已发布的只有 3 道" in short.text
        assert Paper.objects.count() == 0
        assert trainer.post(reverse("paper:add"), {**data, "count_single": 3}).status_code == 302
        assert Paper.objects.get().items.count() == 3

    def test_from_paper_to_registered_audience(self, bank, site, trainer):
        paper = make_paper(bank)
        trainer.post(
            reverse("exam:add"),
            {"title": "年度考试", "year": 2026, "organisation": site.city.pk, "description": ""},
        )
        data = {
            "exam": Exam.objects.get().pk, "title": "第一场", "paper": paper.pk,
            "audience": site.eshan.pk, "opens_at": "2036-01-01 09:00",
            "closes_at": "2036-01-02 09:00", "minutes": 60, "attempts_allowed": 1,
            "pass_mark": 60, "counts": "best", "release_policy": "manual", "reveal": "verdicts",
            "show_scored": "nothing", "show_closed": "nothing",
        }  # fmt: skip
        wrong = trainer.post(reverse("sitting:add"), {**data, "closes_at": "2035-01-01 09:00"})
        assert "结束时间必须晚于开始时间" in wrong.text
        trainer.post(reverse("sitting:add"), data)
        sitting = Sitting.objects.get()
        url = reverse("exams_register", args=[sitting.pk])
        assert trainer.get(url).status_code == 200
        assert Registration.objects.count() == 0
        assert "新登记 3 人" in trainer.post(url, follow=True).text
        assert Registration.objects.count() == 3

    def test_releasing_nothing_says_so(self, bank, site, trainer):
        sitting = make_sitting(make_paper(bank), timezone.now())
        url = reverse("exams_release", args=[sitting.pk])
        assert "没有等待发布的成绩" in trainer.post(url, follow=True).text


class TestRegister:
    @pytest.fixture
    def sitting(self, bank, site):
        now = timezone.now()
        sitting = make_sitting(make_paper(bank), now)
        for name in ("staff", "neighbour", "stranger"):
            make_attempt(sitting, site.members[name], now)
        return sitting

    @pytest.mark.parametrize(
        ("who", "count"),
        [("hr_city", 3), ("inspector", 3), ("hr_county", 2), ("hr_township", 1), ("hr_other", 1)],
    )
    def test_the_register_ends_with_the_subtree(self, sitting, site, login, who, count):
        client = login(site.users[who])
        shown = client.get(reverse("exam_register"))
        assert len(shown.context["object_list"]) == count
        book = client.get(reverse("exam_register") + "?export=xlsx")
        sheet = openpyxl.load_workbook(BytesIO(book.content)).active
        assert sheet.max_row == 3 + count + 1
        assert sheet["A1"].value == "考试成绩台账"

    @pytest.mark.parametrize("who", ["trainer", "admin", "admin_audit"])
    def test_others_do_not_find_it(self, sitting, site, login, who):
        assert login(site.users[who]).get(reverse("exam_register")).status_code == 404

    def test_filters(self, sitting, site, login):
        client = login(site.users["hr_city"])
        for query, count in (
            ("outcome=running", 3),
            ("outcome=passed", 0),
            ("name=王", 1),
            (f"sitting={sitting.pk}", 3),
        ):
            shown = client.get(f"{reverse('exam_register')}?{query}")
            assert len(shown.context["object_list"]) == count, query


def test_setting_up_twice_changes_nothing(site):
    before = {group.name: group.permissions.count() for group in Group.objects.all()}
    call_command("setup_site")
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == before
    assert ItemBank.objects.count() == 0
