"""What the chain of an envelope, a round or a version of the text can say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PledgeEvent(models.TextChoices):
    """The words as they are stored, with what people read; evidence adds its own."""

    OPENED = "opened", _("sent for signing")
    VIEWED = "viewed", _("text shown and frozen")
    CONFIRM_FAILED = "confirm_failed", _("identity not confirmed: nothing signed")
    SIGNED = "signed", _("signed electronically")
    EXPIRED = "expired", _("round closed without a signature")
    DECLINED = "declined", _("signature declined")
    EXEMPTED = "exempted", _("exempted from signing")
    EXEMPTION_LIFTED = "exemption_lifted", _("exemption lifted")
    SUPERSEDED = "superseded", _("replaced by a later signature")
    REVOKED = "revoked", _("revoked")
    TAKEN_BACK = "taken_back", _("taken back by the signer")
    # An unsigned envelope followed its member to another unit or post.
    MOVED = "moved", _("followed the signer to another unit or post")
    REMINDED = "reminded", _("reminded")
    # Somebody other than the signer opened the PDF or took the text.
    READ = "read", _("opened by HR or an inspector")
    # HR or an inspector opened the person's page of the round.
    LOOKED_AT = "looked_at", _("record looked at by HR or an inspector")
    PUBLISHED = "published", _("text published")
    ROUND_OPENED = "round_opened", _("round opened")
    ROUND_SYNCED = "round_synced", _("brought in line with the roster")
    ROUND_CLOSED = "round_closed", _("round closed")
