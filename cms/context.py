"""What every template may use about the shell around it."""

from itertools import accumulate

from django.conf import settings
from django.core.cache import caches
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.lends import Area, collect_areas
from cms.lib.senior import SENIOR_COOKIE
from cms.models.settings import SiteSettings

# The phone's bar is so many fingers wide; what does not fit stands behind “More”.
BAR_PLACES = 5
BAR_PLACES_SENIOR = 4
# The row of a screen of 1280 px, in widths of one Chinese character; so are the parts of an entry.
ROW_WIDTH = 67
ROW_WIDTH_SENIOR = 57
ENTRY_WIDTH = 2.8  # icon and gaps, beside the words
LATIN_WIDTH = 0.56
HOST_KEPT = 60  # seconds until every process shows a new name
HOST_LINES = ("organisation_name", "contact_phone", "icp_line")


def shell(request) -> dict:
    """What base.html draws the shell from.

    `areas`: the navigation entries this user may open; `here`: the address of the one the
    request is in; `bar_size`, `row_size`: how many of them the phone's bar and the row of a wider
    screen hold beside “More”; `here_is_behind`: in the row, `here` is behind it; `senior`: larger
    text and targets; `demo`: fictional records; `host`: who runs the site, as
    `SiteSettings` says it.
    """
    areas = _areas(request)
    here = _here(request.path, [area.url for area in areas])
    senior = _senior(request)
    row_size = _row_size(areas, ROW_WIDTH_SENIOR if senior else ROW_WIDTH)
    places = BAR_PLACES_SENIOR if senior else BAR_PLACES
    return {
        "demo": settings.DEMO,
        "areas": areas,
        "here": here,
        "here_is_behind": here in [area.url for area in areas[row_size:]],
        "bar_size": places if len(areas) <= places else places - 1,
        "row_size": row_size,
        "senior": senior,
        "host": SimpleLazyObject(lambda: _host(request)),
    }


def _host(request) -> dict[str, str]:
    """Who runs this site: in the footer of every page, so not asked for each time."""
    return caches["memory"].get_or_set(
        f"host:{request.get_host()}",
        lambda: _lines(SiteSettings.for_request(request)),
        HOST_KEPT,
    )


def _lines(row: SiteSettings) -> dict[str, str]:
    return {name: getattr(row, name) for name in HOST_LINES}


def _areas(request) -> list[Area]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [Area(_("Home"), "/", "home", 0), *collect_areas(request)]


def _row_size(areas: list[Area], width: float) -> int:
    """How many entries stand in one row of that width; all of them, or so many beside “More”."""
    widths = [_width(str(area.label)) for area in areas]
    if sum(widths) <= width:
        return len(areas)
    left = width - _width(gettext("More"))
    return sum(total <= left for total in accumulate(widths))


def _width(words: str) -> float:
    return ENTRY_WIDTH + sum(LATIN_WIDTH if letter.isascii() else 1 for letter in words)


def _here(path: str, urls: list[str]) -> str:
    """The longest entry the path lies under; the home page only counts as itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")


def _senior(request) -> bool:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return user.senior_view
    return request.COOKIES.get(SENIOR_COOKIE) == "1"
