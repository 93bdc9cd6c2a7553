import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cms.models.jobs import Job
from evidence.models.chain import EvidenceEntry
from pledges.rounds.forms.templates import ClausesField
from pledges.rounds.models.template import PledgeTemplate, PledgeTemplateVersion
from pledges.rounds.tasks import preview_version
from staff.flows.groups import sync_all_groups
from staff.models.user import User
from tests.factories.rounds import (
    CLAUSES,
    envelope_of,
    make_basis,
    make_draft,
    make_round,
    make_version,
    sign,
)
from tests.factories.staff import make_grant, make_user
from tests.markup import flat
from tests.queries import cost


@pytest.fixture
def admin(world, login):
    """admin(name) → a client of that account, with the groups its grants give."""
    call_command("setup_site")
    sync_all_groups(at=timezone.now())
    return lambda name: login(world.users[name])


def fields(draft, **values) -> dict:
    return {
        "template": draft.template_id,
        "title": draft.title,
        "preamble": draft.preamble,
        "clauses": "一、依法办事。符合条件的不推诿。\n据实调查。入户调查不少于两人。",
        "closing": draft.closing,
        "consent": draft.consent,
        "bases": [basis.pk for basis in draft.bases.all()],
        "term_months": "24",
        **values,
    }


def test_the_citys_hr_edits_a_draft_and_publishes_it(world, admin, at):
    draft = make_draft(clauses=[])
    client = admin("hr_city")
    edit = reverse("pledge_versions:edit", args=[draft.pk])
    assert client.get(edit).status_code == 200
    assert client.post(edit, fields(draft)).status_code == 302
    draft.refresh_from_db()
    assert (draft.clauses, draft.term_months) == (CLAUSES, 24)
    publish = reverse("pledge_versions:publish", args=[draft.pk])
    assert "依法办事" in client.get(publish).content.decode()
    client.post(publish)
    draft.refresh_from_db()
    assert not draft.is_published  # nobody publishes what is written by the own hand
    make_grant(make_user("hr_city_2"), "hr", world.city)
    world.users["hr_city_2"] = User.objects.get(username="hr_city_2")
    admin("hr_city_2").post(publish)
    draft.refresh_from_db()
    assert draft.is_published
    assert client.get(edit).url == reverse("pledge_versions:inspect", args=[draft.pk])


def test_a_draft_is_looked_at_as_text_and_as_a_sample_before_publishing(world, admin):
    draft = make_draft()
    client = admin("hr_city")
    url = reverse("pledge_versions:preview", args=[draft.pk])
    page = client.get(url).content.decode()
    assert "本人张样本，现任双江街道办事处社会救助经办" in page
    assert "{" not in page.split("<article")[1].split("</article")[0]
    response = client.post(url)
    job = Job.objects.get(name="rounds.preview_version")
    assert response.url == reverse("job", args=[job.token])
    preview_version(job_id=job.pk, version_id=draft.pk)
    job.refresh_from_db()
    assert (job.state, job.result_name) == ("done", "社会救助承诺书 V1 样张.pdf")
    PledgeTemplateVersion.objects.filter(pk=draft.pk).update(closing="{年龄}")
    assert client.get(url).url == reverse("pledge_versions:edit", args=[draft.pk])


def test_after_publishing_the_next_step_is_offered_and_recorded(world, admin):
    draft = make_draft()
    client = admin("hr_city")
    page = client.post(reverse("pledge_versions:publish", args=[draft.pk]), follow=True)
    assert f"{reverse('desk_pledge_open')}?version={draft.pk}" in page.content.decode()
    entry = EvidenceEntry.objects.get(subject=f"version:{draft.pk}")
    assert (entry.kind, entry.payload["by"]) == ("published", world.users["hr_city"].pk)
    form = client.get(reverse("desk_pledge_open"), {"version": draft.pk}).content.decode()
    assert f'<option value="{draft.pk}" selected>' in flat(form)


def test_a_published_version_shows_what_changed_and_its_rounds(world, admin, at):
    first = make_version(world.users["hr_city"], at)
    second = make_version(world.users["hr_city"], at, change="editorial")
    make_round(world, at, version=second, title="试点批次")
    page = admin("hr_city").get(reverse("pledge_versions:inspect", args=[second.pk]))
    words = page.content.decode()
    assert "试点批次" in words
    assert "与 V1 相比" in words
    assert first.closing in words


def test_who_signs_is_said_by_post_and_kind_of_staff(world, admin):
    template = make_draft().template
    edit = reverse("pledge_templates:edit", args=[template.pk])
    values = {"name": "承诺书", "code": "pledge", "categories": ["coordinator"]}
    assert admin("hr_city").post(edit, values).status_code == 302
    template = PledgeTemplate.objects.get(pk=template.pk)
    assert (template.categories, template.again_on_return) == (["coordinator"], False)


def test_a_clause_without_heading_is_named_and_nothing_changes(admin):
    draft = make_draft()
    edit = reverse("pledge_versions:edit", args=[draft.pk])
    page = admin("hr_city").post(edit, fields(draft, clauses="没有小标题")).content.decode()
    assert "“没有小标题…”须先写小标题" in page
    draft.refresh_from_db()
    assert draft.term_months == 12


def test_a_new_version_gets_the_next_number(world, admin, at):
    version = make_version(world.users["hr_city"], at)
    client = admin("hr_city")
    response = client.post(reverse("pledge_versions:next", args=[version.template_id]))
    draft = PledgeTemplateVersion.objects.get(number=2)
    assert response.url == reverse("pledge_versions:edit", args=[draft.pk])
    values = fields(version, bases=[make_basis().pk])
    client.post(reverse("pledge_versions:add"), values)
    assert PledgeTemplateVersion.objects.filter(number=3, published_at=None).exists()


def test_a_later_version_says_what_it_means_and_is_not_published_without(world, admin, at):
    first = make_version(world.users["hr_city"], at)
    draft = make_draft(closing="特此再次承诺。")
    client = admin("hr_city")
    publish = reverse("pledge_versions:publish", args=[draft.pk])
    page = client.get(publish).content.decode()
    for shown in (f"与 V{first.number} 相比", "特此再次承诺。", 'value="material"', 'name="note"'):
        assert shown in page
    refused = client.post(publish, {"note": "改了结尾"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["change"])
    assert 'value="改了结尾"' in refused.content.decode()
    draft.refresh_from_db()
    assert not draft.is_published
    done = client.post(publish, {"change": "material", "note": " 改了结尾 "})
    assert done.url == reverse("pledge_versions:inspect", args=[draft.pk])
    draft.refresh_from_db()
    assert (draft.change, draft.change_note) == ("material", "改了结尾")


def test_the_first_version_asks_nothing_but_whether(world, admin):
    draft = make_draft()
    page = admin("hr_city").get(reverse("pledge_versions:publish", args=[draft.pk]))
    assert not page.context["form"].fields
    assert 'name="change"' not in page.content.decode()


def test_making_the_next_version_is_asked_first(world, admin, at):
    version = make_version(world.users["hr_city"], at)
    address = reverse("pledge_versions:next", args=[version.template_id])
    client = admin("hr_city")
    assert "复制为草稿" in client.get(address).content.decode()
    assert PledgeTemplateVersion.objects.count() == 1
    client.post(address)
    client.post(address)
    assert PledgeTemplateVersion.objects.count() == 2


def test_publishing_a_doubtful_text_says_why(world, admin):
    draft = make_draft(preamble="本人{身份证号}")
    client = admin("hr_city")
    response = client.post(reverse("pledge_versions:publish", args=[draft.pk]), follow=True)
    assert "{身份证号} 不是可用的字段" in response.content.decode()


@pytest.mark.parametrize("user", ["hr_county", "trainer", "inspector"])
def test_others_do_not_touch_the_words(world, admin, at, user):
    draft = make_draft()
    client = admin(user)
    assert client.get(reverse("pledge_versions:index")).status_code == 404
    for name, pk in (("publish", draft.pk), ("next", draft.template_id)):
        assert client.post(reverse(f"pledge_versions:{name}", args=[pk])).status_code == 404
    client.post(reverse("pledge_versions:edit", args=[draft.pk]), fields(draft))
    draft.refresh_from_db()
    assert not draft.is_published
    assert draft.term_months == 12


def test_nobody_deletes_a_text(world, admin, at):
    draft = make_draft()
    admin("hr_city").post(reverse("pledge_versions:delete", args=[draft.pk]))
    assert PledgeTemplateVersion.objects.filter(pk=draft.pk).exists()


def test_list_search_inspect_and_export(world, admin, at):
    version = make_version(world.users["hr_city"], at)
    client = admin("hr_city")
    index = reverse("pledge_versions:index")
    assert "社会救助承诺书" in client.get(index, {"q": "社会救助"}).content.decode()
    inspect = client.get(reverse("pledge_versions:inspect", args=[version.pk]))
    assert version.digest in inspect.content.decode()
    assert client.get(index, {"export": "xlsx"}).status_code == 200


@pytest.mark.parametrize(
    ("user", "names"),
    [
        ("hr_city", {"王㛃", "李𬭎", "多·吉", "赵铁"}),
        ("hr_other", {"赵铁"}),
        ("inspector", {"王㛃", "李𬭎", "多·吉", "赵铁"}),
    ],
)
def test_the_register_report_stays_within_reach(world, admin, at, user, names):
    make_round(world, at)
    client = admin(user)
    page = client.get(reverse("pledge_register")).content.decode()
    assert {name for name in ("王㛃", "李𬭎", "多·吉", "赵铁") if name in page} == names
    assert client.get(reverse("pledge_register"), {"export": "xlsx"}).status_code == 200
    entry = EvidenceEntry.objects.get(kind="exported")
    assert entry.payload == {"what": "list", "by": world.users[user].pk, "files": 0}


def test_the_register_report_costs_the_same_for_one_and_four(world, admin, at):
    version = make_version(world.users["hr_city"], at)
    make_round(world, at, organisation=world.guishan, version=version)
    client = admin("hr_city")
    url = reverse("pledge_register")
    client.get(url)
    one = cost(client, url)
    make_round(world, at, version=version)
    assert cost(client, url) == one


def test_the_register_report_filters_by_state(world, admin, at):
    opened = make_round(world, at)
    sign(envelope_of(opened, world.members["staff"]), at)
    page = admin("hr_city").get(reverse("pledge_register"), {"status": "signed"}).content.decode()
    assert "王㛃" in page
    assert "赵铁" not in page


def test_the_register_report_is_closed_to_others(world, admin):
    assert admin("trainer").get(reverse("pledge_register")).status_code == 404


def test_clauses_go_to_text_and_back():
    field = ClausesField()
    text = field.prepare_value(CLAUSES)
    assert field.clean(text) == CLAUSES
    assert not field.has_changed(CLAUSES, text.replace("\n", "\r\n"))
