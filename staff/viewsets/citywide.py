"""Admin screens of what is one for the whole city: its words, its lists, its deadlines."""

from wagtail.permission_policies.base import BasePermissionPolicy

from staff.permissions import POLICY


class CitywidePolicy(BasePermissionPolicy):
    """Whoever has `action` over the whole tree writes; nobody deletes."""

    def __init__(self, model, action: str) -> None:
        super().__init__(model)
        self.action = action

    def user_has_permission(self, user, action) -> bool:
        return action != "delete" and POLICY.holds_citywide(user, self.action)

    def users_with_any_permission(self, actions):
        raise NotImplementedError("roles, not users, hold this permission")


class OneRowPolicy(CitywidePolicy):
    """The one row is changed; nobody adds another."""

    def user_has_permission(self, user, action) -> bool:
        return action != "add" and super().user_has_permission(user, action)
