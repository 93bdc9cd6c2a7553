"""The demo's divisions, organisations, posts and 1,085 people on the roster."""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cms.lib.demo import Demo
from staff.adapters.roster import to_entry
from staff.demo.names import Human, Maker
from staff.engine.roster.plan import Entry, Plan
from staff.engine.roster.table import RosterRow
from staff.flows.divisions import load_divisions
from staff.flows.roster_writes import Stamp, write_plan
from staff.models.member import Member
from staff.models.organisation import Organisation, Post
from staff.models.user import User

DIVISIONS = Path(__file__).parent / "data" / "yuxi_divisions.csv"
PEOPLE = 1085
POSTS = {
    "assistance-officer": "社会救助经办",
    "assistance-coordinator": "社会救助协理员",
    "home-visitor": "入户核查员",
    "leader-in-charge": "分管领导",
    "civil-affairs-assistant": "民政助理",
    "assistance-section-head": "社会救助科负责人",
}
# (category, post, in a village) in the order in which an office fills its places.
CITY_TEAM = (
    ("leader", "分管领导", False),
    ("leader", "社会救助科负责人", False),
    ("caseworker", "社会救助经办", False),
)  # two leaders, everybody else on the cases
TOWNSHIP_TEAM = (
    ("leader", "分管领导", False),
    ("caseworker", "民政助理", False),
    ("caseworker", "社会救助经办", False),
    ("coordinator", "社会救助协理员", False),
    ("caseworker", "社会救助经办", False),
    ("home_visitor", "入户核查员", False),
    ("coordinator", "社会救助协理员", True),
    ("caseworker", "社会救助经办", True),
    ("home_visitor", "入户核查员", True),
)
DEMO_TOWNSHIP = "530426001"  # 峨山县双江街道
NAMED = {  # the demo accounts that are people on the roster
    ("社会救助经办", False): ("staff", "王㛃", "female"),
    ("社会救助协理员", False): ("coordinator", "李𬭎", "male"),
}
TIBETAN = "530426002"  # 小街街道 has 多·吉


@dataclass(frozen=True)
class Place:
    organisation: Organisation
    people: int
    team: tuple[tuple[str, str, bool], ...]


def seed_people(demo: Demo) -> None:
    """Divisions, one office each, posts, and the roster as three imports of the past would have."""
    with DIVISIONS.open(encoding="utf-8-sig", newline="") as stored:
        loaded = load_divisions(rows=csv.DictReader(stored))
    for code, name in POSTS.items():
        Post.objects.get_or_create(code=code, defaults={"name": name})
    if not Member.objects.filter(staff_number="YX00001").exists():
        usernames = _write_people(demo)
        _open_accounts(demo, usernames)
    demo.shared["staff_ready"] = True
    demo.say(f"{loaded.organisations} new organisations, {Member.objects.count()} members")


def _places(demo: Demo) -> list[Place]:
    """How many people each office has: 12 in the city, 6 to 10 in a county, the rest below."""
    rng = demo.rng("offices")
    organisations = list(Organisation.objects.order_by("path"))
    sizes = {org.pk: 12 if org.kind == "city" else rng.randint(6, 10) for org in organisations}
    townships = [org for org in organisations if org.kind == "township"]
    left = PEOPLE - sum(sizes[org.pk] for org in organisations if org.kind != "township")
    for number, org in enumerate(townships):
        share = left // (len(townships) - number)
        sizes[org.pk] = share if org is townships[-1] else share + rng.randint(-4, 4)
        left -= sizes[org.pk]
    return [
        Place(org, sizes[org.pk], TOWNSHIP_TEAM if org.kind == "township" else CITY_TEAM)
        for org in organisations
    ]


def _write_people(demo: Demo) -> dict[str, str]:
    """The rows, in three waves: the roster of last year, and two of joiners since."""
    today = demo.at.date()
    maker = Maker(demo.rng("people"), today)
    entries: list[Entry] = []
    usernames: dict[str, str] = {}
    for place in _places(demo):
        waiting = dict(NAMED) if place.organisation.code == DEMO_TOWNSHIP else {}
        if place.organisation.code == TIBETAN:
            waiting = {("社会救助经办", False): ("", "多·吉", "male")}
        for seat in range(place.people):
            role = _role(place, seat)
            username, name, sex = waiting.pop(role[1:], ("", "", ""))
            human = maker.human(place.organisation.code[:6], name=name, sex=sex)
            number = f"YX{len(entries) + 1:05d}"
            if username:
                usernames[number] = username
            entries.append(_entry(human, number, place, role, maker, today))
    for wave, days in enumerate((420, 150, 40)):
        _write_wave(_wave(entries, wave, usernames), demo.at - timedelta(days=days))
    return usernames


def _role(place: Place, seat: int) -> tuple[str, str, bool]:
    """The seats of the team in order; larger offices have more of its last three."""
    team = place.team
    return team[seat] if seat < len(team) else team[len(team) - 1 - seat % min(3, len(team) - 2)]


def _wave(entries: list[Entry], wave: int, usernames: dict[str, str]) -> list[Entry]:
    """Every 40th person came in spring, every 60th a few weeks ago; the others long before."""

    def wave_of(number: int, entry: Entry) -> int:
        if entry.row.staff_number in usernames:
            return 0
        return 1 if number % 40 == 7 else 2 if number % 60 == 11 else 0

    return [entry for number, entry in enumerate(entries) if wave_of(number, entry) == wave]


def _entry(
    human: Human,
    number: str,
    place: Place,
    role: tuple[str, str, bool],
    maker: Maker,
    today: date,
) -> Entry:
    category, post, in_village = role
    years = maker.rng.randint(1, max(1, min(20, (today.year - human.born.year) - 24)))
    return to_entry(
        RosterRow(
            sheet="",
            row=0,
            name=human.name,
            organisation=place.organisation.pk,
            staff_number=number,
            id_number=human.id_number,
            mobile=human.mobile,
            sex=human.sex,
            ethnicity=human.ethnicity,
            education=human.education,
            category=category,
            post=post,
            village=maker.village() if in_village else "",
            started_on=date(today.year - years, maker.rng.randint(1, 12), 1)
            if years > 1
            else today.replace(day=1) - timedelta(days=430),
        )
    )


def _write_wave(entries: list[Entry], at: datetime) -> None:
    write_plan(Plan(joiners=tuple(entries)), Stamp(None, at, at.date(), None, "名册导入"))


def _open_accounts(demo: Demo, usernames: dict[str, str]) -> None:
    """Everybody has already chosen a password: the demo's."""
    accounts = User.objects.filter(member__isnull=False, must_change_password=True)
    accounts.update(
        password=demo.password_hash, must_change_password=False, password_changed_at=demo.at
    )
    for number, username in usernames.items():
        User.objects.filter(username=number).update(username=username)
