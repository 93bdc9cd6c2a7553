"""The small world most tests play in: one city, two counties, three townships, one of each role."""

from dataclasses import dataclass, field

from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.models.user import User
from tests.factories.staff import make_grant, make_member, make_organisation, make_user


@dataclass
class World:
    """玉溪 → 峨山 (双江, 小街) and 新平 (桂山). `users` by the names of the demo accounts."""

    city: Organisation
    eshan: Organisation
    xinping: Organisation
    shuangjiang: Organisation
    xiaojie: Organisation
    guishan: Organisation
    users: dict[str, User] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)


def build_world() -> World:
    city = make_organisation("530400", "玉溪市民政局", "city")
    eshan = make_organisation("530426", "峨山县民政局", "county", city)
    xinping = make_organisation("530427", "新平县民政局", "county", city)
    world = World(
        city=city,
        eshan=eshan,
        xinping=xinping,
        shuangjiang=make_organisation("530426001", "双江街道", "township", eshan),
        xiaojie=make_organisation("530426002", "小街街道", "township", eshan),
        guishan=make_organisation("530427001", "桂山街道", "township", xinping),
    )
    for name in ("city", "eshan", "xinping", "shuangjiang", "xiaojie", "guishan"):
        setattr(world, name, Organisation.objects.get(pk=getattr(world, name).pk))
    _people(world)
    return world


def _people(world: World) -> None:
    """staff 双江, coordinator 双江, neighbour 小街, stranger 新平桂山, and one account per role."""
    for name, place, shown, category in (
        ("staff", world.shuangjiang, "王㛃", Member.Category.CASEWORKER),
        ("coordinator", world.shuangjiang, "李𬭎", Member.Category.COORDINATOR),
        ("neighbour", world.xiaojie, "多·吉", Member.Category.CASEWORKER),
        ("stranger", world.guishan, "赵铁", Member.Category.CASEWORKER),
    ):
        user = make_user(name, shown)
        world.users[name] = user
        world.members[name] = make_member(place, shown, user=user, category=category)
    for name, role, place in (
        ("hr_city", "hr", world.city),
        ("hr_county", "hr", world.eshan),
        ("hr_other", "hr", world.xinping),
        ("hr_township", "hr", world.shuangjiang),
        ("inspector", "inspector", world.city),
        ("trainer", "trainer", world.city),
        ("reviewer", "reviewer", world.city),
        ("marker1", "marker", world.city),
        ("admin", "accounts_admin", world.city),
        ("admin_permissions", "permissions_admin", world.city),
        ("admin_audit", "audit_admin", world.city),
    ):
        world.users[name] = make_user(name)
        make_grant(world.users[name], role, place)
