"""Safe Exam Browser: asked for by a sitting, or no longer."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from cms.lib.errors import DomainError
from cms.lib.locks import held
from exams.adapters.seb import read_config
from exams.engine.seb import config_key, is_key
from exams.models.browser import BrowserRule
from exams.models.sitting import Sitting
from staff.models.user import User

MAX_KEYS = 20


class KeyRefused(DomainError):
    code = "seb_key_refused"
    message = _("A Config Key has 64 hexadecimal digits; one per line, at most 20.")


class NoKey(DomainError):
    code = "seb_no_key"
    message = _("Give a configuration or at least one Config Key.")


@transaction.atomic
def require_browser(
    *, sitting: Sitting, config: bytes, keys: Sequence[str], user: User | None, at: datetime
) -> BrowserRule:
    """Let the sitting be taken in Safe Exam Browser only; the key of `config` is worked out.

    Pages that are already open go on as they are. Raises ConfigRefused, KeyRefused, NoKey.
    """
    config_keys = [key.strip().lower() for key in keys if key.strip()]
    if len(config_keys) > MAX_KEYS or not all(is_key(key) for key in config_keys):
        raise KeyRefused
    text = config.decode("utf-8", "replace") if config else ""
    if config:
        config_keys.insert(0, config_key(read_config(config)))
    if not config_keys:
        raise NoKey
    locked = held(sitting)
    values = {"keys": list(dict.fromkeys(config_keys)), "config": text, "at": at, "by": user}
    rule, _made = BrowserRule.objects.update_or_create(sitting=locked, defaults=values)
    Sitting.objects.filter(pk=locked.pk).update(locked_browser=True)
    log(locked, "exams.require_browser", user=user, data={"keys": rule.keys})
    return rule


@transaction.atomic
def lift_browser(*, sitting: Sitting, user: User | None) -> None:
    """Let the sitting be taken in any browser again, at once; nothing when it may be already."""
    if Sitting.objects.filter(pk=sitting.pk, locked_browser=True).update(locked_browser=False):
        log(sitting, "exams.lift_browser", user=user, data={})
