"""A member's own declaration through the browser's requests."""

import pytest

from evidence.models.chain import EvidenceEntry
from pledges.kinship.models.declaration import NearRelativeDeclaration
from tests.factories.kinship import ID_NUMBER, OTHER_ID, make_declared, make_draft
from tests.factories.rounds import DRAWN
from tests.factories.staff import PASSWORD

pytestmark = pytest.mark.usefixtures("time_machine_at")
RELATIVE = {
    "relation": "parent",
    "name": "多•吉",
    "id_number": "１１０１０５１９４９１２３１００２ｘ",
    "registered_at": "双江街道大营村",
    "lives_at": "双江街道大营村1号",
    "aid": "low_income",
    "state": "receiving",
    "people": "2",
    "monthly": "480.50",
    "since": "2025-03",
    "took_part": "no",
}
HEAD = {"category": "township", "phone": "199 0877 0009", "has_relatives": "no"}


@pytest.fixture
def me(world, login):
    return login(world.users["staff"])


def begin(client) -> str:
    answer = client.post("/pledges/declaration/start/")
    return answer.url.removesuffix("about/")


def sign(client, address: str, **values):
    page = client.get(f"{address}sign/")
    data = {
        "digest": page.context["form"]["digest"].value(),
        "drawn": DRAWN,
        "promise": "on",
        "password": PASSWORD,
        **values,
    }
    return client.post(f"{address}sign/", data)


def test_a_nil_return_from_begin_to_receipt(me):
    assert "首次申报" in me.get("/pledges/declaration/").content.decode()
    address = begin(me)
    answer = me.post(f"{address}about/", HEAD)
    assert answer.url == f"{address}sign/"
    assert "零报告" in me.get(answer.url).content.decode()
    assert sign(me, address).url == address
    page = me.get(address).content.decode()
    assert "申报已签名" in page
    assert "待单位审核" in page
    # Sent again after a lost reply, it leads to the same receipt.
    assert me.post(f"{address}sign/", {"password": "x"}).url == address
    assert NearRelativeDeclaration.objects.signed().count() == 1


def test_a_relative_with_a_full_width_number_and_a_dot_in_the_name(me):
    address = begin(me)
    me.post(f"{address}about/", HEAD | {"has_relatives": "yes"})
    assert me.post(f"{address}relatives/new/", RELATIVE).url == f"{address}relatives/"
    row = NearRelativeDeclaration.objects.get().relatives.get()
    assert (row.name, row.id_number, str(row.monthly)) == ("多·吉", ID_NUMBER, "480.50")
    page = me.get(f"{address}relatives/").content.decode()
    assert ID_NUMBER not in page
    assert "110***********002X" in page
    changed = me.get(f"{address}relatives/1/")
    assert changed.context["form"]["since"].value().year == 2025
    me.post(f"{address}relatives/1/", RELATIVE | {"people": "3"})
    assert NearRelativeDeclaration.objects.get().relatives.get().people == 3
    me.post(f"{address}relatives/1/remove/")
    assert not NearRelativeDeclaration.objects.get().relatives.exists()
    assert me.get(f"{address}relatives/1/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id_number", "110105194912310021"),
        ("id_number", "1101051949123100"),
        ("name", "\ue000"),
        ("monthly", "-1"),
        ("monthly", "1.234"),
        ("people", "0"),
        ("since", "2027-01"),
        ("relation", "aunt"),
        ("took_part", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(me, field, value):
    address = begin(me)
    answer = me.post(f"{address}relatives/new/", RELATIVE | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_who_took_part_says_where(me):
    answer = me.post(f"{begin(me)}relatives/new/", RELATIVE | {"took_part": "yes"})
    assert "took_part_in" in answer.context["form"].errors


def test_half_typed_words_come_back(me):
    address = begin(me)
    sent = {"step": "relative-new", "name": "王大", "id_number": "1101", "evil": "x"}
    assert me.post(f"{address}keep", sent).status_code == 204
    form = me.get(f"{address}relatives/new/").context["form"]
    assert (form["name"].value(), form["id_number"].value()) == ("王大", "1101")
    assert "填了一半" in me.get(f"{address}relatives/").content.decode()


def test_a_wrong_password_signs_nothing_and_is_evidence(me):
    address = begin(me)
    me.post(f"{address}about/", HEAD)
    assert sign(me, address, password="wrong").status_code == 422
    assert EvidenceEntry.objects.filter(kind="confirm_failed").count() == 1
    assert NearRelativeDeclaration.objects.get().is_draft
    answer = me.post(f"{address}sign/", {}, headers={"accept": "application/json"})
    assert {one["field"] for one in answer.json()["errors"]} >= {"promise", "password"}


def test_an_unfinished_one_leads_back_to_what_is_missing(me):
    address = begin(me)
    assert me.get(f"{address}sign/").url == f"{address}about/"
    me.post(f"{address}about/", HEAD | {"has_relatives": "yes"})
    assert me.get(f"{address}sign/").url == f"{address}relatives/"


def test_the_next_year_shows_what_changed(world, me, at):
    from datetime import timedelta

    member = world.members["staff"]
    make_declared(member, at - timedelta(days=350), {})
    make_draft(member, at, {"id_number": OTHER_ID, "name": "李四"})
    draft = member.declarations.get(status="draft")
    page = me.get(f"/pledges/declaration/{draft.code}/sign/")
    assert [one.name for one in page.context["changes"]] == ["李四"]
    answer = sign(me, f"/pledges/declaration/{draft.code}/")
    assert "compared" in answer.context["form"].errors
    assert sign(me, f"/pledges/declaration/{draft.code}/", compared="on").status_code == 302


def test_others_do_not_get_in(world, me, login, at):
    signed = make_declared(world.members["coordinator"], at)
    assert me.get(f"/pledges/declaration/{signed.code}/").status_code == 404
    assert login(world.users["hr_city"]).get("/pledges/declaration/").status_code == 404
