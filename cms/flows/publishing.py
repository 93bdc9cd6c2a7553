"""Who may write, review and publish where: the fixed tree, and rights on it by role group.

Everything here may run again at each release and then changes nothing.
"""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from cms.models.notices import NoticeIndexPage
from cms.models.pages import HomePage
from cms.models.policies import PolicyIndexPage
from cms.models.review import ReviewTask
from cms.models.settings import SiteSettings

TRAINER, REVIEWER, ACCOUNTS = "trainer", "reviewer", "accounts_admin"
WRITE = ("add_page", "change_page")
PUBLISH = (*WRITE, "publish_page", "lock_page", "unlock_page")
REVIEW = "审核"
# Wagtail's own workflow asks a group that nobody is in.
WAGTAIL_WORKFLOW = "Moderators approval"


def role_group(role: str) -> Group:
    return Group.objects.get_or_create(name=role)[0]


def permit(group: Group, *names: str) -> None:
    """Give model permissions, named "app.codename". Raises when one does not exist."""
    for name in names:
        app, codename = name.split(".")
        group.permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )


def permit_pages(group: Group, page: Page, codenames: tuple[str, ...]) -> None:
    """Give page permissions on `page` and everything below it."""
    for codename in codenames:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def ensure_home() -> HomePage:
    """The site's home page; Wagtail's welcome page makes room for it the first time."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    if isinstance(site.root_page.specific, HomePage):
        return site.root_page.specific
    welcome = site.root_page
    home = HomePage(title="首页", slug="home-page", locale=Locale.get_default())
    welcome.get_parent().specific.add_child(instance=home)
    site.root_page, site.site_name = home, "讲堂"
    site.save()
    Page.objects.get(pk=welcome.pk).delete()
    home = HomePage.objects.get(pk=home.pk)
    home.slug = "home"
    home.save_revision().publish()
    ensure_english(home, "Home")
    return HomePage.objects.get(pk=home.pk)


def section(model: type[Page]) -> Page:
    """The Chinese page of a section; content hangs below it, never below its translation."""
    return model.objects.get(locale=Locale.get_default())


def ensure_section(model: type[Page], slug: str, title: str, english: str) -> Page:
    """The one page of `model` below home, published; made when it is missing."""
    home = ensure_home()
    found = model.objects.child_of(home).first()
    if found is None:
        found = home.add_child(instance=model(title=title, slug=slug))
        found.save_revision().publish()
    ensure_english(found, english)
    permit_pages(role_group(TRAINER), found, WRITE)
    return section(model)


def ensure_english(page: Page, title: str) -> None:
    """An English title for a fixed page; what stands below it is served in Chinese."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    if not page.has_translation(english):
        translated = page.copy_for_translation(english)
        translated.title = title
        translated.save_revision().publish()


def ensure_workflow(home: Page) -> Workflow:
    """送审 → 审核 → 发布, for every page below home."""
    workflow = _approval(REVIEW)
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
    WorkflowPage.objects.filter(workflow__name=WAGTAIL_WORKFLOW).delete()
    Workflow.objects.filter(name=WAGTAIL_WORKFLOW).update(active=False)
    return workflow


def ensure_review(name: str, model: type[Model]) -> Workflow:
    """A review of that name by the reviewers, for every snippet of `model`."""
    workflow = _approval(name)
    content_type = ContentType.objects.get_for_model(model)
    WorkflowContentType.objects.get_or_create(
        content_type=content_type, defaults={"workflow": workflow}
    )
    return workflow


def _approval(name: str) -> Workflow:
    """One step: the reviewers approve or send back."""
    workflow, created = Workflow.objects.get_or_create(name=name)
    if created:
        task = ReviewTask.objects.create(name=name)
        task.groups.add(role_group(REVIEWER))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def _permit_files(group: Group) -> None:
    """Pictures, documents and videos: add, change one's own, choose."""
    root = Collection.get_first_root_node()
    names = ("add_image", "choose_image", "add_document", "choose_document", "add_media")
    for codename in names:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=Permission.objects.get(codename=codename)
        )


def set_up() -> None:
    """Home, notices and policies, the review workflow, and what each role may do in the admin."""
    home = ensure_home()
    ensure_section(NoticeIndexPage, "notices", "通知公告", "Notices")
    ensure_section(PolicyIndexPage, "policies", "政策库", "Policy library")
    ensure_workflow(home)
    SiteSettings.for_site(Site.objects.get(is_default_site=True))
    trainer, reviewer, accounts = (role_group(name) for name in (TRAINER, REVIEWER, ACCOUNTS))
    permit_pages(reviewer, home, PUBLISH)
    for group in (trainer, reviewer):
        permit(group, "wagtailadmin.access_admin", "cms.view_legalbasis", "cms.add_legalbasis")
        _permit_files(group)
    permit(reviewer, "cms.change_legalbasis")
    permit(accounts, "wagtailadmin.access_admin", "cms.change_sitesettings")
