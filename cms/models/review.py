"""The one step of a review: the reviewers approve or send back, nobody the own work."""

from wagtail.models import AbstractGroupApprovalTask

from cms.models.own_work import wrote


class ReviewTask(AbstractGroupApprovalTask):
    """Wagtail's approval by a group, except that who wrote it is offered nothing to decide."""

    def get_actions(self, obj, user):
        return [] if wrote(obj, user) else super().get_actions(obj, user)
