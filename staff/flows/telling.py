"""What others do to an account is told to its holder: in the product, and by mail where set up."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms.flows.jobs import enqueue
from cms.lends import TELLS
from staff.models.accounts import AccountNotice
from staff.models.user import User

TELL = "staff.tell_holder"


def tell_holder(
    *, user: User, kind: str, by: User | None, at: datetime, detail: str = ""
) -> AccountNotice:
    """Note it for the holder, who sees it on the own pages; a message follows on commit.

    The caller holds the transaction.
    """
    notice = AccountNotice.objects.create(user=user, kind=kind, by=by, at=at, detail=detail[:200])
    enqueue(TELL, notice_id=notice.pk)
    return notice


def send_notice(*, notice: AccountNotice) -> None:
    """The same words by every way outside that is set up. Names nobody's reasons."""
    with translation.override(settings.LANGUAGE_CODE):
        text = _(
            "%(what)s %(detail)s\n%(when)s, by %(who)s.\n"
            "Was this not agreed with you? Then tell your permissions administrator at once."
        ) % {
            "what": notice.get_kind_display(),
            "detail": notice.detail,
            "when": timezone.localtime(notice.at).strftime("%Y-%m-%d %H:%M"),
            "who": notice.by or "—",
        }
        title = _("Something was done to your account")
        for tell in TELLS:
            tell(notice.user, title, text)


@transaction.atomic
def note_seen(*, user: User, at: datetime) -> int:
    """The holder has read them. Returns how many were new."""
    return AccountNotice.objects.filter(user=user, seen_at__isnull=True).update(seen_at=at)
