import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page, Site, Workflow

from cms.flows import publishing
from cms.models.pages import HomePage, SectionPage
from tests.factories.cms import make_site


@pytest.fixture
def site(db) -> HomePage:
    return make_site()


def rights(role: str) -> set[tuple[str, str]]:
    found = GroupPagePermission.objects.filter(group__name=role)
    return {(row.page.slug, row.permission.codename) for row in found}


def test_the_tree_stands_below_the_site_root(site):
    assert Site.objects.get().root_page.specific == site
    tree = Page.objects.descendant_of(site, inclusive=True).order_by("path")
    assert [page.url_path for page in tree] == [
        "/home/",
        *(f"/home/{slug}/" for slug in ("notices", "policies", "hall", "lessons")),
    ]


def test_a_second_run_changes_nothing(site):
    def state():
        models = (Page, GroupPagePermission, Workflow, Group.permissions.through)
        return [list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in models]

    before = state()
    assert make_site() == site
    assert state() == before


def test_trainers_write_in_four_sections_and_publish_nowhere(site):
    sections = ("notices", "policies", "hall", "lessons")
    assert rights("trainer") == {(s, p) for s in sections for p in ("add_page", "change_page")}


def test_reviewers_publish_everywhere(site):
    assert rights("reviewer") == {("home", name) for name in publishing.PUBLISH}


def test_one_review_stands_over_the_whole_tree(site):
    section = site.add_child(instance=SectionPage(title="关于", slug="about"))
    workflow = section.get_workflow()
    assert workflow.name == "审核"
    (task,) = workflow.tasks
    assert [group.name for group in task.specific.groups.all()] == ["reviewer"]
    assert [one.name for one in Workflow.objects.active()] == ["审核"]


def test_only_reviewers_may_record_a_check_of_a_basis(site):
    def may(role):
        held = Group.objects.get(name=role).permissions.filter(content_type__model="legalbasis")
        return set(held.values_list("codename", flat=True))

    assert may("trainer") == {"view_legalbasis", "add_legalbasis"}
    assert may("reviewer") == {"view_legalbasis", "add_legalbasis", "change_legalbasis"}
