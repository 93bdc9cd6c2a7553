"""What people did: answers to check questions, and completions. Nothing here holds minutes."""

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from bank.models.items import Item
from staff.models.member import Member


def _page_link() -> models.ForeignKey:
    """A link that outlives the page: what happened stays true when the page is deleted."""
    return models.ForeignKey(
        "wagtailcore.Page", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )


class LearningRecordQuerySet(models.QuerySet):
    def of(self, user) -> "LearningRecordQuerySet":
        """The user's own records; none for people who are not on the roster."""
        return self.filter(member__user=user.pk) if user.is_authenticated else self.none()

    def mark_done(self, pages: QuerySet, user) -> QuerySet:
        """`pages` with `is_done`: whether the user has completed each."""
        if not user.is_authenticated:
            return pages.annotate(is_done=Value(False))
        return pages.annotate(is_done=Exists(self.of(user).filter(page=OuterRef("pk"))))


class LearningRecord(models.Model):
    """One completion by one person, once per page. Append-only."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="learning_records")
    page = _page_link()
    # Copied in: a later edit of the page changes nothing that was earned.
    title = models.CharField(_("title"), max_length=255)
    revision = models.PositiveBigIntegerField(_("revision"), null=True)
    credit_hours = models.DecimalField(_("credit hours"), max_digits=5, decimal_places=2)
    done_at = models.DateTimeField(_("completed"))

    objects = LearningRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("learning record")
        verbose_name_plural = _("learning records")
        ordering = ["-done_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["member", "page"], name="learning_once_per_page")
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.member_id}"


class CheckAnswerQuerySet(models.QuerySet):
    def latest_of(self, user, page_id: int) -> dict[int, "CheckAnswer"]:
        """The user's last answer to each item of the page, by item number."""
        if not user.is_authenticated:
            return {}
        answers = self.filter(member__user=user.pk, page=page_id).order_by("pk")
        return {answer.item_id: answer for answer in answers}


class CheckAnswer(models.Model):
    """One try at one check question. Append-only; nobody is judged by the number of tries.

    The revision and the digest of the item's words say what the learner saw; both stay.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="check_answers")
    page = _page_link()
    revision = models.PositiveBigIntegerField(_("revision"), null=True)
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("item")
    )
    item_revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(_("digest"), max_length=64)
    response = models.JSONField(_("response"))  # letters, T or F, or one text per gap
    correct = models.BooleanField(_("answered right"))
    answered_at = models.DateTimeField(_("answered"))

    objects = CheckAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a check question")
        verbose_name_plural = _("answers to check questions")
        ordering = ["-answered_at", "-pk"]
        indexes = [models.Index(fields=["member", "page"], name="check_member_page")]

    def __str__(self) -> str:
        return f"{self.item_id} · {self.member_id}"
