"""What is written by one person is approved by another: items, lessons, lectures, every page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from cms.lib.errors import TwoPeople

# What saving and publishing note beside the content; a difference in these is nobody's writing.
BOOKKEEPING = frozenset(
    {
        "pk", "path", "depth", "numchild", "url_path", "content_type", "draft_title",
        "live", "has_unpublished_changes", "latest_revision", "live_revision",
        "latest_revision_created_at", "first_published_at", "last_published_at", "go_live_at",
        "expire_at", "expired", "locked", "locked_at", "locked_by", "owner", "alias_of",
        "wagtail_admin_comments",
    }
)  # fmt: skip


class OwnWork(TwoPeople, PermissionDenied):
    """The admin answers a PermissionDenied that no screen has caught with its own page."""

    code = "own_work"
    message = _("You wrote part of this yourself. Another reviewer has to approve it.")


def wrote(row: Any, user: Any) -> bool:
    """Whether `user` changed a word of `row` since it was last published.

    Saving without a change is not writing: a reviewer who reads in the editor stays a reviewer.
    """
    if user is None or row.pk is None:
        return False
    since = row.revisions.order_by("pk")
    live = row.live_revision_id
    before = row.revisions.filter(pk=live).first() if live else None
    for revision in since.filter(pk__gt=live) if live else since:
        changed = before is None or _content(before) != _content(revision)
        if changed and revision.user_id == user.pk:
            return True
        before = revision
    return False


def _content(revision: Any) -> dict[str, Any]:
    return {name: value for name, value in revision.content.items() if name not in BOOKKEEPING}


class ApprovedByAnother:
    """For models with drafts: whatever way leads to publishing, nobody publishes the own work."""

    def publish(self, revision, user=None, **how):
        """Raises OwnWork."""
        if wrote(self, user):
            raise OwnWork
        return super().publish(revision, user=user, **how)  # type: ignore[misc]
