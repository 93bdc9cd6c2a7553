"""Filters and tags for every template: numbers and dates in words, form parts, icons by meaning."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.contrib.messages import constants
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cms.lib.tones import Shown, Tone

register = template.Library()

TONE_ICONS = {
    Tone.OK: "done",
    Tone.WAIT: "clock",
    Tone.WARN: "warn",
    Tone.BAD: "stop",
    Tone.INFO: "info",
}
KIND_ICONS = {"lesson": "lesson", "lecture": "lecture", "exam": "exam", "pledge": "pen"}
MESSAGE_TONES = {constants.SUCCESS: "ok", constants.WARNING: "warn", constants.ERROR: "bad"}
# In this order: WeChat names the system too, Edge names Chrome, Chrome names Safari.
BROWSERS = [("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("Firefox", "Firefox")]
BROWSERS += [("Chrome", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")]
SYSTEMS += [("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")]
CHOICES = {"radio", "checkbox"}


@register.filter
def hours(value: Decimal | int | str | None) -> str:
    """Credit hours without trailing zeros: 0.50 → “0.5 学时”. Nothing for None."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value)).normalize()
    plural = 1 if amount == 1 else 2
    return ngettext("%(count)s credit hour", "%(count)s credit hours", plural) % {
        "count": f"{amount:f}"
    }


@register.filter
def cn_date(value: date | datetime | None) -> str:
    """A date as the reader's language writes it: 2026年4月1日. Nothing for None."""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return date_format(local, "DATE_FORMAT")


@register.filter
def cn_datetime(value: datetime | None) -> str:
    """Date, hour and minute in the site's time zone: 2026年4月1日 09:00. Nothing for None."""
    return date_format(timezone.localtime(value), "DATETIME_FORMAT") if value else ""


@register.filter
def cn_until(start: date | datetime, end: date | datetime | None) -> str:
    """From one day to another; who still stands there at the end is there now."""
    return f"{cn_date(start)} – {cn_date(end) or pgettext('appointment', 'now')}"


@register.filter
def iso_date(value: date | datetime | None) -> str:
    """A date as tables and files write it: 2026-04-01. Nothing for None."""
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local:%Y-%m-%d}"


@register.filter
def iso_minute(value: datetime | None) -> str:
    """A moment as tables and files write it: 2026-04-01 09:00. Nothing for None."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


@register.filter
def is_past(value: datetime | None) -> bool:
    """Has this moment gone by? False for None."""
    return value is not None and value < timezone.now()


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that says a tone without colour."""
    return TONE_ICONS.get(tone, "info")


@register.filter
def kind_icon(kind: str) -> str:
    """The icon of a desk card's kind."""
    return KIND_ICONS.get(kind, "flag")


@register.filter
def message_tone(message) -> str:
    """The tone of a message of django.contrib.messages."""
    return MESSAGE_TONES.get(message.level, "info")


@register.filter
def device_name(user_agent: str) -> str:
    """A user agent in two words, such as “WeChat · Android”, for people to recognise a device."""
    parts = [
        next((name for mark, name in marks if mark in user_agent), "")
        for marks in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(part for part in parts if part) or _("Unknown device")


@register.filter
def field_kind(field: BoundField) -> str:
    """How a field is drawn: tick, choices, password or plain."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    if kind in CHOICES:
        return "choices" if field.use_fieldset else "tick"
    return "password" if kind == "password" else "plain"


@register.filter
def error_target(field: BoundField) -> str:
    """The id an error summary links to: the control itself, or the first of its choices."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def bare_label(label: str) -> str:
    """A label without its closing punctuation, to stand before a colon."""
    return str(label).rstrip(" .?!:。？！：")


@register.simple_tag(takes_context=True)
def page_query(context, number: int, name: str = "page") -> str:
    """This address's query with another page number; filters and sorting stay."""
    query = context.request.GET.copy()
    query[name] = number
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/page_header.html")
def page_header(title, lead="", back_url="", back_label="") -> dict[str, object]:
    """The head of a page: its one h1, a sentence below it, and the way back."""
    return {"title": title, "lead": lead, "back_url": back_url, "back_label": back_label}


@register.inclusion_tag("components/status.html")
def pill(label, tone="info") -> dict[str, object]:
    """A state in a word, an icon and a colour, never by the colour alone."""
    return {"label": label, "tone": tone}


@register.inclusion_tag("components/status.html")
def status(row: Shown) -> dict[str, object]:
    """The state of `row` as the row itself words and tones it."""
    return {"label": row.wording, "tone": row.tone}


@register.inclusion_tag("components/icon.html")
def icon(name) -> dict[str, object]:
    """A drawing from our set; the words beside it say what it means."""
    return {"name": name}


@register.inclusion_tag("components/notice.html")
def notice(tone="info", text="", title="") -> dict[str, object]:
    """A sentence that must not be overlooked, with an icon for its tone."""
    return {"tone": tone, "text": text, "title": title}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title, text="", action_url="", action_label="", done=False) -> dict[str, object]:
    """Nothing is here: what would be, and what to do about it."""
    words = {"title": title, "text": text, "done": done}
    return {**words, "action_url": action_url, "action_label": action_label}
