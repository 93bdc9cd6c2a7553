"""An uploaded question file between its preview and its application."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bank.engine.exchange import IMPORT_MOVES, ImportState
from bank.models.items import ItemBank
from cms.lib.moves import Moves
from cms.models.jobs import new_token, private_storage


class ItemImport(models.Model):
    """One uploaded file. Applying plans anew and writes in one transaction, once."""

    moves = Moves(IMPORT_MOVES, "state")

    class State(models.TextChoices):
        PREVIEWED = ImportState.PREVIEWED, _("previewed")
        APPLIED = ImportState.APPLIED, _("imported")

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    bank = models.ForeignKey(
        ItemBank, on_delete=models.PROTECT, related_name="+", verbose_name=_("bank")
    )
    file = models.FileField(storage=private_storage, upload_to="items/%Y/%m/")
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    counts = models.JSONField(default=dict)  # new, unchanged, errors
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("item import")
        verbose_name_plural = _("item imports")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_applied(self) -> bool:
        return self.state == self.State.APPLIED
