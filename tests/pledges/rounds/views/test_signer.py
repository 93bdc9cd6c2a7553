import hashlib
import re

import pytest
from django.urls import reverse

from evidence.queries.chains import chain_of
from pledges.rounds.flows.signing import view_envelope
from pledges.rounds.models.envelope import SignatureMark
from staff.models.standing import Credential
from tests.factories.rounds import DRAWN, consents, envelope_of, make_round, sign
from tests.factories.staff import PASSWORD
from tests.queries import cost

pytestmark = pytest.mark.usefixtures("time_machine_at")


@pytest.fixture
def envelope(world, at):
    consents(world.members["staff"], at)
    return envelope_of(make_round(world, at), world.members["staff"])


@pytest.fixture
def client(world, login):
    return login(world.users["staff"])


def answers(envelope, at, **values) -> dict:
    return {
        "digest": view_envelope(envelope=envelope, at=at).digest,
        "clauses": ["1", "2"],
        "drawn": DRAWN,
        "consent": "on",
        "password": PASSWORD,
        **values,
    }


def post(client, envelope, data):
    return client.post(reverse("pledge", args=[envelope.code]), data)


def test_the_own_pledges_show_what_is_due(client, envelope):
    page = client.get(reverse("pledges")).content.decode()
    assert reverse("pledge", args=[envelope.code]) in page
    assert "待签署" in page


def test_who_is_not_on_the_roster_has_no_pledges(world, login):
    assert login(world.users["trainer"]).get(reverse("pledges")).status_code == 404


def test_the_signing_page_shows_the_frozen_text_with_a_tick_for_each_clause(client, envelope):
    page = client.get(reverse("pledge", args=[envelope.code])).content.decode()
    assert "本人王㛃，现任双江街道社会救助经办" in page
    assert page.count('name="clauses"') == 2
    envelope.refresh_from_db()
    assert f'value="{envelope.digest}"' in page
    assert envelope.status == "viewed"


def test_signing_leads_to_the_receipt(client, envelope, at):
    response = post(client, envelope, answers(envelope, at))
    assert response.url == reverse("pledge_receipt", args=[envelope.code])
    page = client.get(response.url).content.decode()
    envelope.refresh_from_db()
    for shown in (envelope.code, envelope.digest, "PDF 生成中", "2026年11月23日 09:00"):
        assert shown in page
    assert "电子印章" not in page
    assert "可靠" not in page


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("passkey", "通行密钥"),
        ("password+totp", "身份验证器动态码"),
        ("password", "知道口令的人都可能输入"),
    ],
)
def test_the_receipt_says_how_far_the_confirmation_goes(client, envelope, at, method, words):
    page = client.get(reverse("pledge_receipt", args=[sign(envelope, at, method=method).code]))
    assert words in page.content.decode()


def test_sending_twice_signs_once(client, envelope, at):
    data = answers(envelope, at)
    first, second = post(client, envelope, data), post(client, envelope, data)
    assert (first.status_code, second.url) == (302, first.url)
    assert (SignatureMark.objects.count(), Credential.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"drawn": ""}, "drawn", "还没有签名"),
        ({"drawn": "{}"}, "drawn", "不完整"),
        ({"drawn": "x" * 200_001}, "drawn", "笔画过多"),
        ({"clauses": ["1"]}, "clauses", "还有第二条未勾选"),
        ({"clauses": ["1", "2", "9"]}, "__all__", "请重新阅读"),
        ({"clauses": ["1", "2", "x"]}, "clauses", "x"),
        ({"consent": ""}, "consent", "须勾选同意"),
        ({"password": ""}, "password", "请输入登录口令"),
        ({"password": "wrong"}, "password", "口令不正确，尚未签署"),
        ({"digest": "0" * 64}, "__all__", "请重新阅读"),
        ({"digest": ""}, "digest", ""),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_signed(
    client, envelope, at, changes, field, words
):
    response = post(client, envelope, answers(envelope, at, **changes))
    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    envelope.refresh_from_db()
    assert (envelope.status, SignatureMark.objects.count()) == ("viewed", 0)


def test_after_a_wrong_password_the_drawing_and_the_ticks_are_kept(client, envelope, at):
    page = post(client, envelope, answers(envelope, at, password="wrong")).content.decode()
    assert 'data-step="confirm"' in page
    assert len(re.findall(r'name="clauses"[^>]* checked', page)) == 2
    assert "&quot;strokes&quot;" in page
    assert PASSWORD not in page


def test_five_wrong_passwords_lock_the_sixth_try_even_when_it_is_right(client, envelope, at):
    for _ in range(5):
        post(client, envelope, answers(envelope, at, password="wrong"))
    response = post(client, envelope, answers(envelope, at))
    assert "15 分钟后再试" in str(response.context["form"].errors["password"])
    envelope.refresh_from_db()
    assert envelope.status == "viewed"


def test_a_signed_pledge_always_shows_its_receipt(client, envelope, at):
    sign(envelope, at)
    response = client.get(reverse("pledge", args=[envelope.code]))
    assert response.url == reverse("pledge_receipt", args=[envelope.code])
    unsigned_yet = client.get(reverse("pledge_receipt", args=[envelope.code]))
    assert unsigned_yet.status_code == 200


@pytest.mark.parametrize("user", ["coordinator", "hr_city", "inspector", "trainer"])
def test_nobody_opens_the_signing_page_of_another(world, login, envelope, user):
    client = login(world.users[user])
    for name in ("pledge", "pledge_receipt"):
        assert client.get(reverse(name, args=[envelope.code])).status_code == 404


def test_the_own_pledges_cost_the_same_for_one_and_three(world, client, envelope, at):
    client.get(reverse("pledges"))  # warms what is read once per process
    one = cost(client, reverse("pledges"))
    for _ in range(2):
        make_round(world, at)
    assert cost(client, reverse("pledges")) == one


def test_the_text_file_has_the_printed_digest(client, envelope, at):
    digest = sign(envelope, at).digest
    response = client.get(reverse("pledge_text", args=[envelope.code]))
    assert hashlib.sha256(response.content).hexdigest() == digest
    assert "no-store" in response["Cache-Control"]


def test_who_will_not_sign_says_why_and_hr_can_read_it(world, opened, login):
    envelope = envelope_of(opened, world.members["staff"])
    client = login(world.users["staff"])
    address = reverse("pledge_decline", args=[envelope.code])
    assert client.post(address, {"reason": ""}).status_code == 422
    sent = {"reason": "岗位即将变动"}
    for password in ("", "wrong"):
        refused = client.post(address, sent | {"password": password})
        assert list(refused.context["form"].errors) == ["password"]
    envelope.refresh_from_db()
    assert envelope.is_unsigned
    assert client.post(address, sent | {"password": PASSWORD}).url == reverse("pledges")
    entry = chain_of(envelope.subject).get(kind="declined")
    assert entry.payload["method"] == "password"
    envelope.refresh_from_db()
    assert (envelope.status, envelope.ended_reason) == ("declined", "岗位即将变动")
    assert client.get(address).url == reverse("pledge", args=[envelope.code])


def test_hr_opening_the_pdf_is_recorded_and_the_signer_is_not(world, sealed, login):
    address = reverse("pledge_pdf", args=[sealed.code])
    login(world.users["staff"]).get(address)
    assert not chain_of(sealed.subject).filter(kind="read").exists()
    login(world.users["hr_city"]).get(address)
    entry = chain_of(sealed.subject).get(kind="read")
    assert entry.payload == {"by": world.users["hr_city"].pk, "what": "pdf"}


EVERY_OTHER = (
    "coordinator",
    "neighbour",
    "hr_city",
    "hr_county",
    "hr_township",
    "inspector",
    "trainer",
    "reviewer",
    "marker1",
    "admin",
)


@pytest.mark.parametrize("user", EVERY_OTHER)
def test_no_role_can_open_sign_decline_or_take_back_for_another(world, login, envelope, at, user):
    """Least of all an administrator: the pages of a signature exist for the signer alone."""
    account = world.users.get(user) or world.members[user].user
    client = login(account)
    for name in ("pledge", "pledge_take_back", "pledge_decline", "pledge_challenge"):
        url = reverse(name, args=[envelope.code])
        data = answers(envelope, at) | {"reason": "x"}
        assert client.post(url, data).status_code == 404
        assert client.get(url).status_code in {404, 405}
    envelope.refresh_from_db()
    assert envelope.is_unsigned
    assert SignatureMark.objects.count() == 0


def test_a_superuser_cannot_sign_for_another(world, login, envelope, at):
    root = world.users["admin"]
    root.is_superuser = True
    root.save()
    url = reverse("pledge", args=[envelope.code])
    assert login(root).post(url, answers(envelope, at)).status_code == 404
    assert SignatureMark.objects.count() == 0


def test_the_receipt_shows_the_whole_text_and_the_time(client, envelope, at):
    sign(envelope, at)
    page = client.get(reverse("pledge_receipt", args=[envelope.code])).content.decode()
    assert "本人王㛃，现任双江街道社会救助经办" in page
    assert "入户调查不少于两人" in page
    assert "2026年11月23日 09:00" in page


def test_opening_is_recorded_once_and_sending_is_no_opening(client, envelope, at):
    client.get(reverse("pledge", args=[envelope.code]))
    post(client, envelope, answers(envelope, at, password="wrong"))
    post(client, envelope, answers(envelope, at))
    kinds = [entry.kind for entry in chain_of(envelope.subject)]
    assert kinds == ["opened", "viewed", "confirm_failed", "signed"]


def test_what_was_never_opened_is_refused_and_shown_for_the_first_time(client, envelope):
    data = {
        "digest": "0" * 64,
        "clauses": ["1", "2"],
        "drawn": DRAWN,
        "consent": "on",
        "password": PASSWORD,
    }
    address = reverse("pledge", args=[envelope.code])
    answer = client.post(address, data, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["step"]) == (422, "read")
    assert "请重新阅读" in answer.json()["errors"][0]["words"]
    envelope.refresh_from_db()
    assert (envelope.status, envelope.digest) == ("open", "")
    shown = client.post(address, data)
    assert shown.status_code == 422
    assert "本人王㛃，现任双江街道社会救助经办" in shown.content.decode()
    assert [entry.kind for entry in chain_of(envelope.subject)] == ["opened", "viewed"]
    assert SignatureMark.objects.count() == 0


def test_a_refusal_by_script_names_the_field_and_the_step(client, envelope, at):
    address = reverse("pledge", args=[envelope.code])

    def refusal(**changes) -> dict:
        sent = answers(envelope, at, **changes)
        answer = client.post(address, sent, headers={"accept": "application/json"})
        assert answer.status_code == 422
        return answer.json()

    assert refusal(clauses=["1"]) == {
        "errors": [
            {"field": "clauses", "label": "", "words": "请先逐条确认，还有第二条未勾选。"},
        ],
        "step": "read",
    }
    drawn = refusal(drawn="")
    assert (drawn["step"], [one["field"] for one in drawn["errors"]]) == ("draw", ["drawn"])
    wrong = refusal(password="wrong")
    assert (wrong["step"], [one["field"] for one in wrong["errors"]]) == ("confirm", ["password"])
