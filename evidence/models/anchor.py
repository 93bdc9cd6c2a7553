"""What keeps the evidence checkable from outside: daily roots, their copies, the nightly checks."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceRoot(models.Model):
    """The Merkle root over all evidence of one day, linked to the root before (append-only).

    Whoever keeps a copy of it can later show whether one entry of that day was changed, added or
    taken away, the operator's own acts included.
    """

    day = models.DateField(_("day"), unique=True)
    entries = models.PositiveIntegerField(_("entries"))
    root = models.CharField(_("root"), max_length=64)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("daily root of the evidence")
        verbose_name_plural = _("daily roots of the evidence")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.root[:12]}"

    @property
    def subject(self) -> str:
        """Its name in the evidence chain: where its copies went."""
        return f"root:{self.day:%Y-%m-%d}"

    def body(self) -> dict:
        """What the digest covers, besides the digest of the root before."""
        return root_body(self.day, self.entries, self.root)


def root_body(day: date, entries: int, root: str) -> dict:
    return {"day": day.isoformat(), "entries": entries, "root": root}


class RootCopy(models.Model):
    """A copy of a root that left the house: where to, how, and the value that was sent.

    The value stays what it was: it counts for a grade only while it is still that of the root and
    the chain vouches for the row.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        FILE = "file", _("file")
        PRINTED = "printed", _("printed")
        STAMP = "stamp", _("time stamp of an authority")

    root = models.ForeignKey(EvidenceRoot, on_delete=models.PROTECT, related_name="copies")
    channel = models.CharField(_("way"), max_length=8, choices=Channel)
    target = models.CharField(_("sent to"), max_length=200)
    digest = models.CharField(_("digest that was sent"), max_length=64)
    token = models.BinaryField(default=bytes)  # RFC 3161, over the digest; empty elsewhere
    at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("copy of a daily root")
        verbose_name_plural = _("copies of daily roots")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["root", "channel", "target"], name="rootcopy_once")
        ]

    def __str__(self) -> str:
        return f"{self.root_id} {self.channel} {self.target}"


class EvidenceCheck(models.Model):
    """One walk over everything: what was read, and what did not hold (append-only)."""

    at = models.DateTimeField(_("checked"))
    entries = models.PositiveIntegerField(_("entries"))
    documents = models.PositiveIntegerField(_("stored files"))
    roots = models.PositiveIntegerField(_("daily roots"))
    faults = models.JSONField(_("what does not hold"), default=list)  # [{"code", "where"}, …]
    # The newest root at that moment: every later check compares.
    newest_day = models.DateField(_("newest root"), null=True)
    newest_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("check of the evidence")
        verbose_name_plural = _("checks of the evidence")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {len(self.faults)}"

    @property
    def holds(self) -> bool:
        return not self.faults
