"""The demo's accounts off the roster, and who may do what."""

from dataclasses import dataclass
from datetime import timedelta

from cms.lends import Testimony, testify
from cms.lib.demo import Demo
from staff.engine.roles import Role
from staff.flows.groups import sync_groups
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.user import User


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: Role
    organisation: str  # the organisation's short name, or "" for the top of the tree
    days: int | None = None


ACCOUNTS = (
    Account("admin", "系统管理员 周敏", Role.ACCOUNTS, ""),
    Account("admin_permissions", "权限管理员 高原", Role.PERMISSIONS, ""),
    Account("admin_audit", "审计管理员 冯谨", Role.AUDIT, ""),
    Account("trainer", "培训教师 何文", Role.TRAINER, ""),
    Account("reviewer", "审核教师 罗审", Role.REVIEWER, ""),
    Account("marker1", "阅卷教师 唐一鸣", Role.MARKER, ""),
    Account("marker2", "阅卷教师 蒋双双", Role.MARKER, ""),
    Account("hr_city", "市局人事 杨帆", Role.HR, ""),
    Account("hr_county", "峨山县人事 普慧", Role.HR, "峨山"),
    Account("hr_township", "双江街道人事 柏青", Role.HR, "双江街道"),
    Account("inspector", "督导员 严明", Role.INSPECTOR, "", days=90),
)


def seed_accounts(demo: Demo) -> None:
    """One account per role with its grant; whoever exists stays as they are."""
    giver: User | None = None
    for account in ACCOUNTS:
        user, _made = User.objects.get_or_create(
            username=account.username,
            defaults={
                "name": account.name,
                "password": demo.password_hash,
                "must_change_password": False,
                "password_changed_at": demo.at,
            },
        )
        grant, given = RoleGrant.objects.get_or_create(
            user=user,
            role=account.role,
            organisation=_organisation(account.organisation),
            defaults={
                "starts_at": demo.at - timedelta(days=30),
                "ends_at": demo.at + timedelta(days=account.days) if account.days else None,
                "reason": "演示账号",
                "granted_by": giver,
            },
        )
        if given:
            testify(Testimony(f"grant:{grant.pk}", "given", demo.at, (("grant.given", grant),)))
        giver = giver or user
        sync_groups(user=user, at=demo.at)
    demo.say(f"{len(ACCOUNTS)} accounts with roles")


def _organisation(short_name: str) -> Organisation:
    if not short_name:
        return Organisation.objects.get(depth=1)
    return Organisation.objects.get(
        short_name__startswith=short_name, division__code__startswith="530426"
    )
