"""What the customer writes about itself stands on every page, for its own site."""

import pytest
from django.core.cache import caches
from wagtail.models import Site

from cms.models.settings import SiteSettings
from tests.factories.cms import make_site


@pytest.fixture
def settings_row(world) -> SiteSettings:
    make_site()
    caches["memory"].clear()  # the footer may still show what another test wrote
    row = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    row.organisation_name = "玉溪市民政局"
    row.contact_phone = "0877-1234567"
    row.icp_line = "滇ICP备2026000001号"
    row.save()
    return row


def test_it_is_named_by_the_organisation(settings_row):
    assert str(settings_row) == "玉溪市民政局"
    assert str(SiteSettings()) == ""


def test_every_page_shows_name_phone_and_filing_number(settings_row, world, login):
    page = login(world.users["staff"]).get("/notices/").content.decode()
    for shown in ("玉溪市民政局", "0877-1234567", "滇ICP备2026000001号"):
        assert shown in page


def test_the_welcome_stands_where_one_logs_in(settings_row, client):
    settings_row.welcome_text = "欢迎来到讲堂"
    settings_row.save()
    assert "欢迎来到讲堂" in client.get("/accounts/login/").content.decode()


def test_nothing_needs_to_be_written(world):
    SiteSettings(site=Site.objects.get(is_default_site=True)).full_clean()
