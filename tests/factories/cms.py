"""Dull builders for the site: its tree, notices, policies and legal bases."""

from datetime import date
from itertools import count

from wagtail.search.backends import get_search_backend

from cms.flows import publishing
from cms.models.basis import LegalBasis
from cms.models.notices import NoticeIndexPage, NoticePage
from cms.models.pages import HomePage
from courses.learning.flows.site import set_up as set_up_courses

_numbers = count(1)


def make_site() -> HomePage:
    """The tree and the rights that `manage.py setup_site` makes."""
    publishing.set_up()
    set_up_courses()
    return publishing.ensure_home()


def make_basis(law: str = "社会救助暂行办法", **values) -> LegalBasis:
    values.setdefault("article", f"第{next(_numbers)}条")
    values.setdefault("version", "2019年修订")
    values.setdefault("status", LegalBasis.Status.CHECKED)
    if values["status"] != LegalBasis.Status.UNCHECKED:
        values.setdefault("checked_on", date(2026, 3, 2))
    basis = LegalBasis.objects.create(law=law, **values)
    get_search_backend().add(basis)
    return basis


def make_notice(title: str = "开展培训的通知", text: str = "内容", **values) -> NoticePage:
    page = NoticePage(title=title, slug=f"notice-{next(_numbers)}", **values)
    page.body = [("text", f"<p>{text}</p>")]
    publishing.section(NoticeIndexPage).add_child(instance=page)
    get_search_backend().add(page)
    return page
