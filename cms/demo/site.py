"""The shell's part of the demo world: settings, bases, notices, the policy library."""

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from django.contrib.auth import get_user_model
from wagtail.models import Page, Site
from wagtail.search.backends import get_search_backend

from cms.flows import publishing
from cms.lib.demo import Demo
from cms.models.basis import LegalBasis
from cms.models.notices import NoticeIndexPage, NoticePage
from cms.models.policies import PolicyCitation, PolicyIndexPage, PolicyPage
from cms.models.settings import SiteSettings

DATA = Path(__file__).parent / "data"
NAMES = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def stable_id(*parts: object) -> str:
    """A UUID that depends on its parts alone."""
    return str(uuid5(NAMES, ":".join(map(str, ("jiangtang", *parts)))))


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def brick(kind: str, value: object, *key: object) -> dict:
    """One block of a body, with an id that is the same in every build."""
    return {"type": kind, "value": value, "id": stable_id(kind, *key)}


def publish(parent: Page, page: Page, at: datetime) -> Page:
    """Write, review and publish `page` as the demo's trainer and reviewer, as of `at`."""
    users = get_user_model().objects
    trainer = users.filter(username="trainer").first()
    reviewer = users.filter(username="reviewer").first()
    page.owner = trainer
    page.translation_key = stable_id("page", parent.slug, page.title)
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=trainer, log_action=True).publish(user=reviewer)
    dates = {"first_published_at": at, "last_published_at": at, "latest_revision_created_at": at}
    Page.objects.filter(pk=page.pk).update(**dates)
    return type(page).objects.get(pk=page.pk)


def index_now(pages: list[Page]) -> None:
    """Make the pages findable at once; the queue will only repeat it."""
    backend = get_search_backend()
    for page in pages:
        backend.add(page)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _bases() -> None:
    known = set(LegalBasis.objects.values_list("law", "article", "version"))
    rows = [row for row in _rows("basis.csv")]
    LegalBasis.objects.bulk_create(
        LegalBasis(
            law=row["law"],
            article=row["article"],
            version=row["version"],
            status=row["status"],
            checked_on=date.fromisoformat(row["checked_on"]) if row["checked_on"] else None,
            checked_by="市民政局社会救助科" if row["checked_on"] else "",
            note=row["note"],
        )
        for row in rows
        if (row["law"], row["article"], row["version"]) not in known
    )


def _policies(at: datetime) -> list[Page]:
    index = publishing.section(PolicyIndexPage)
    made = []
    for row in _rows("policies.csv"):
        page = PolicyPage(
            title=row["title"],
            slug=row["title"].replace(" ", "-"),
            rank=row["rank"],
            issuing_body=row["issuing_body"],
            document_number=row["document_number"],
            effective_on=date.fromisoformat(row["effective_on"]),
            purpose=row["purpose"],
        )
        page.citations = [
            PolicyCitation(basis=basis, sort_order=order)
            for order, basis in enumerate(
                LegalBasis.objects.filter(law=row["title"]).order_by("pk")
            )
        ]
        made.append(publish(index, page, at - timedelta(days=330)))
    return made


def _notices(at: datetime) -> list[Page]:
    index = publishing.section(NoticeIndexPage)
    made = []
    for notice in json.loads((DATA / "notices.json").read_text(encoding="utf-8")):
        issued = at - timedelta(days=notice["days_ago"])
        body = [brick("text", paragraphs(notice["text"]), notice["title"])]
        page = NoticePage(
            title=notice["title"],
            issued_on=issued.date(),
            issued_by="玉溪市民政局（演示）",
            document_number=notice["number"],
            summary=notice["summary"],
            pinned=notice["pinned"],
            body=json.dumps(body),
        )
        made.append(publish(index, page, issued))
    return made


def seed(demo: Demo) -> None:
    """Settings, legal bases, the policy library and six notices."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.organisation_name = "玉溪市民政局（演示）"
    settings.contact_phone = "0877-000 0000（演示）"
    settings.welcome_text = "学得会、签得清、考得真。"
    settings.save()
    _bases()
    if NoticePage.objects.exists():
        return
    pages = [*_notices(demo.at), *_policies(demo.at)]
    index_now(pages)
    demo.say(f"site: {LegalBasis.objects.count()} legal bases, {len(pages)} pages")
