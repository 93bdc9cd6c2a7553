from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cms.models.jobs import Job
from exams.flows.printing import NothingToPrint, print_part
from exams.models.attempt import Attempt
from exams.models.printed import PrintedForm
from tests.factories.exams import make_bank, make_paper, make_sitting, register
from tests.factories.staff import make_grant, make_user


@pytest.fixture
def sitting(world):
    bank = make_bank(world.city)
    sitting = make_sitting(make_paper(bank, ("single", "judgement", "case")), timezone.now())
    register(sitting, world.members["staff"], world.members["neighbour"])
    return sitting


@pytest.fixture
def trainer(world, login):
    return login(world.users["trainer"])


@pytest.fixture
def second(world, login):
    user = make_user("trainer2")
    make_grant(user, "trainer", world.city)
    return login(user)


@pytest.fixture
def forms(trainer, sitting):
    address = reverse("desk_exam_paper", args=[sitting.pk])
    assert trainer.post(address, {"seed": 77, "reason": "不通网络"}).url == address
    return list(PrintedForm.objects.order_by("letter"))


def sheet(sitting, member, letter="A"):
    return reverse("desk_exam_key", args=[sitting.pk, member.staff_number, letter])


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_forms_need_a_reason(trainer, sitting):
    address = reverse("desk_exam_paper", args=[sitting.pk])
    asked = trainer.get(address)
    assert "生成后不再变动" in asked.text
    assert asked.context["back"] == reverse("desk_exam_live", args=[sitting.pk])
    assert 100_000 <= asked.context["form"]["seed"].value() < 1_000_000
    refused = trainer.post(address, {"seed": 77, "reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    assert not PrintedForm.objects.exists()


def test_forms_are_made_once(trainer, forms, sitting):
    address = reverse("desk_exam_paper", args=[sitting.pk])
    again = trainer.post(address, {"seed": 78, "reason": "再来"})
    assert again.status_code == 422
    assert "已经生成" in str(again.context["form"].non_field_errors())
    assert {form.seed for form in PrintedForm.objects.all()} == {77}
    assert 'name="seed"' not in trainer.get(address).text


def test_who_keys_in_before_there_are_forms_reads_that_there_are_none(world, login, sitting):
    page = login(world.users["hr_city"]).get(reverse("desk_exam_paper", args=[sitting.pk]))
    assert 'name="seed"' not in page.text
    assert "组织者还没有" in page.text


def test_two_people_key_in_and_the_sheet_counts(world, trainer, second, forms, sitting):
    address = sheet(sitting, world.members["staff"])
    single = forms[0].order.index(next(row for row in forms[0].order if row[1])) + 1
    data = {f"n{single}": "b"}
    assert trainer.post(address, {f"n{single}": "Z"}).status_code == 422
    assert trainer.post(address, data).status_code == 302
    shown = second.get(address)
    assert 'data-test="confirm"' in shown.text
    differing = second.post(address, {f"n{single}": "c"})
    assert differing.status_code == 422
    assert 'data-test="differs"' in differing.text
    assert not Attempt.objects.exists()
    assert second.post(address, {"confirm": "1"}).status_code == 302
    attempt = Attempt.objects.get()
    assert attempt.form == forms[0]
    assert "计入" in trainer.get(reverse("desk_exam_paper", args=[sitting.pk])).text


def test_one_cannot_confirm_oneself(world, trainer, forms, sitting):
    address = sheet(sitting, world.members["staff"])
    trainer.post(address, {})
    assert 'data-test="confirm"' not in trainer.get(address).text
    trainer.post(address, {"confirm": "1"})
    assert not Attempt.objects.exists()


def test_the_receipt_says_that_it_was_written_on_paper(
    world, trainer, second, forms, sitting, login
):
    address = sheet(sitting, world.members["staff"])
    for client in (trainer, second):
        client.post(address, {})
    attempt = Attempt.objects.get()
    client = login(world.users["staff"])
    shown = client.get(reverse("exam_receipt", args=[attempt.public_id]))
    assert "纸质" in shown.text


def test_search_and_state(world, trainer, forms, sitting):
    address = reverse("desk_exam_paper", args=[sitting.pk])
    trainer.post(sheet(sitting, world.members["staff"]), {})
    for query, count in (("", 2), ("sheet=once", 1), ("sheet=counted", 0), ("q=多", 1)):
        page = trainer.get(f"{address}?{query}").context["page"]
        assert len(page.object_list) == count, query


@pytest.mark.parametrize("who", ["hr_other", "inspector", "marker1", "staff"])
def test_others_do_not_find_it(world, login, forms, sitting, who):
    client = login(world.users[who])
    for address in (sheet(sitting, world.members["staff"]),
                    reverse("desk_exam_paper", args=[sitting.pk])):  # fmt: skip
        assert client.get(address).status_code == 404


def test_hr_may_be_the_second_person_but_neither_prints_nor_makes_forms(
    world, trainer, forms, sitting, login
):
    address = sheet(sitting, world.members["staff"])
    trainer.post(address, {"n1": ""})
    hr = login(world.users["hr_city"])
    overview = reverse("desk_exam_paper", args=[sitting.pk])
    assert reverse("desk_exam_print", args=[sitting.pk]) not in hr.get(overview).text
    assert hr.post(overview, {"seed": 1, "reason": "原因"}).status_code == 404
    assert hr.post(reverse("desk_exam_print", args=[sitting.pk]), {"part": "A"}).status_code == 404
    shown = hr.get(address).text
    stems = sitting.paper.items.values_list("content__stem", flat=True)
    assert not [stem for stem in stems if stem in shown]
    assert hr.post(address, {"confirm": "1"}).status_code == 302
    assert Attempt.objects.get().form == forms[0]


def test_a_person_who_is_not_registered_and_an_unknown_form(world, trainer, forms, sitting):
    assert trainer.get(sheet(sitting, world.members["stranger"])).status_code == 404
    assert trainer.get(sheet(sitting, world.members["staff"], "C")).status_code == 404


def test_printing_asks_for_a_job(trainer, forms, sitting):
    address = reverse("desk_exam_print", args=[sitting.pk])
    assert trainer.post(address, {"part": "Z"}).status_code == 404
    answer = trainer.post(address, {"part": "names"})
    job = Job.objects.get(name="exams.print_part")
    assert answer.url == reverse("job", args=[job.token])
    assert job.arguments == {"sitting_id": sitting.pk, "part": "names"}


def test_the_pdf_shows_form_seed_and_every_item(world, forms, sitting):
    for form in forms:
        made = print_part(sitting=sitting, part=form.letter, by=None, at=timezone.now())
        text = text_of(made.data)
        assert f"{form.letter}卷" in text
        assert "77" in text
        assert form.digest[:16] in text.replace("\n", "")
        assert "答题卡" in text
        again = print_part(sitting=sitting, part=form.letter, by=None, at=timezone.now())
        assert again.data == made.data
    names = text_of(print_part(sitting=sitting, part="names", by=None, at=timezone.now()).data)
    assert world.members["neighbour"].staff_number in names


def test_without_forms_there_is_nothing_to_print(sitting):
    with pytest.raises(NothingToPrint):
        print_part(sitting=sitting, part="A", by=None, at=timezone.now())
