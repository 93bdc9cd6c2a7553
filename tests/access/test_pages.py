"""Every address of ours × every role × own, sibling and parent place: who gets in, who gets 404.

The expectation is written out here, apart from the product's own rules.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.urls import URLResolver, get_resolver, reverse

from tests.access.places import ABOVE, HR, READER_AT, Place, build_lesson, build_places
from tests.factories.learning import checked

MEMBERS = {"staff", "coordinator", "neighbour", "stranger"}
Who = Callable[[str, Place], bool]


def everybody(user: str, place: Place) -> bool:
    return True


def nobody(user: str, place: Place) -> bool:
    return False


def on_the_roster(user: str, place: Place) -> bool:
    return user in MEMBERS or user.startswith("owner_")


def owner(user: str, place: Place) -> bool:
    return user == f"owner_{place.name}"


def reader(user: str, place: Place) -> bool:
    """HR or inspector whose subtree holds the place."""
    return READER_AT.get(user) in ABOVE[place.name]


def hr(user: str, place: Place) -> bool:
    return user in HR and reader(user, place)


def owner_or_reader(user: str, place: Place) -> bool:
    return owner(user, place) or reader(user, place)


def organiser(user: str, place: Place) -> bool:
    """The sittings of the table are all the city's, and so is its trainer."""
    return user == "trainer"


def organiser_or_reader(user: str, place: Place) -> bool:
    return organiser(user, place) or reader(user, place)


def keyer(user: str, place: Place) -> bool:
    """The organiser, and the HR of the city, whose exams they are."""
    return user in {"trainer", "hr_city"}


def any_reader(user: str, place: Place) -> bool:
    return user in READER_AT


def watcher(user: str, place: Place) -> bool:
    """Those who must hear of it when the evidence does not hold."""
    return user in READER_AT or user in {"admin", "admin_permissions", "admin_audit"}


def city_hr(user: str, place: Place) -> bool:
    """The seal is one for the whole city."""
    return user == "hr_city"


def any_hr(user: str, place: Place) -> bool:
    return user in HR


@dataclass(frozen=True)
class Address:
    """Who may use it. `post`: asked by POST. A person let in gets anything but 404."""

    who: Who
    key: Callable[[Place], dict] = lambda place: {}
    post: bool = False
    public: bool = False


def code(place: Place) -> dict:
    return {"code": place.envelope.code}


def attempt(place: Place) -> dict:
    return {"public_id": place.attempt.public_id}


def sitting(place: Place) -> dict:
    return {"pk": place.sitting.pk}


def seat(place: Place) -> dict:
    return {"pk": place.sitting.pk, "staff_number": place.member.staff_number, "act": "extend"}


def round_of(place: Place) -> dict:
    return {"pk": place.round.pk}


def unit(place: Place) -> dict:
    return {"code": place.organisation.code}


def custody(place: Place) -> dict:
    return {"code": place.custody.code}


def custody_party(place: Place) -> dict:
    return {"code": place.custody.code, "party": "custodian"}


def county_desk(user: str, place: Place) -> bool:
    """The county's filing post: the township below and the city above are not it."""
    return user == "hr_county"


def hr_above_township(user: str, place: Place) -> bool:
    return user in {"hr_county", "hr_city"}


def draft(place: Place) -> dict:
    return {"code": place.draft.code}


def declared(place: Place) -> dict:
    return {"code": place.declaration.code}


def household(place: Place) -> dict:
    return {"code": place.household.code}


def alert(place: Place) -> dict:
    return {"code": place.alert.code}


def list_of(place: Place) -> dict:
    return {"kind": "matches"}


ADDRESSES = {
    "healthz": Address(everybody, public=True),
    "readyz": Address(everybody, public=True),
    "senior_view": Address(everybody, post=True, public=True),
    "set_language": Address(everybody, post=True, public=True),
    "feedback": Address(everybody, public=True),
    "feedback_sent": Address(everybody, public=True),
    "search": Address(everybody),
    "styleguide": Address(everybody, public=True),
    "jobs": Address(everybody),
    "job": Address(owner, lambda place: {"token": place.job.token}),
    "staff:me": Address(everybody),
    "staff:notices": Address(everybody),
    "staff:person": Address(
        owner_or_reader, lambda place: {"staff_number": place.member.staff_number}
    ),
    "overview:desk": Address(any_reader),
    "overview:unit": Address(reader, unit),
    "overview:unit_export": Address(reader, unit, post=True),
    "overview:people": Address(reader, unit),
    "overview:people_export": Address(reader, unit, post=True),
    "staff:activate": Address(everybody, public=True),
    "staff:account_help": Address(everybody, public=True),
    "learning:overview": Address(everybody),
    "exams": Address(everybody),
    "exam_sitting": Address(owner, sitting),
    "exam_start": Address(owner, sitting, post=True),
    "exam_browser": Address(owner, sitting, post=True),
    "exam_attempt": Address(owner, attempt),
    "exam_receipt": Address(owner, attempt),
    "exam_result": Address(owner, attempt),
    "desk_exams": Address(organiser),
    "desk_exam_live": Address(organiser, sitting),
    "desk_exam_act": Address(organiser, seat),
    "desk_exam_answer_file": Address(
        organiser,
        lambda place: {"pk": place.sitting.pk, "staff_number": place.member.staff_number},
    ),
    "desk_exam_people": Address(organiser_or_reader, sitting),
    "desk_exam_people_export": Address(organiser_or_reader, sitting, post=True),
    "desk_exam_paper": Address(keyer, sitting),
    "desk_exam_print": Address(organiser, sitting, post=True),
    "pledges": Address(on_the_roster),
    "pledge": Address(owner, code),
    "pledge_agreement": Address(on_the_roster),
    "pledge_challenge": Address(owner, code, post=True),
    "pledge_take_back": Address(owner, code),
    "pledge_decline": Address(owner, code),
    "pledge_receipt": Address(owner, code),
    "pledge_text": Address(owner_or_reader, code),
    "desk_pledges": Address(any_reader),
    "desk_channels": Address(city_hr),
    "desk_seal": Address(city_hr),
    "desk_seal_rotate": Address(city_hr),
    "desk_seal_revoke": Address(nobody, lambda place: {"pk": 0}),
    "desk_pledge_open": Address(any_hr),
    "desk_pledge_round": Address(reader, round_of),
    "desk_pledge_register": Address(reader, round_of),
    "desk_pledge_zip": Address(reader, round_of, post=True),
    "desk_pledge_zip_now": Address(reader, round_of, post=True),
    "desk_pledge_binder": Address(reader, round_of, post=True),
    "desk_pledge_close": Address(hr, round_of),
    "desk_pledge_bulk": Address(hr, round_of, post=True),
    "desk_pledge_remind": Address(hr, round_of, post=True),
    "desk_pledge_envelope": Address(reader, code),
    "desk_pledge_act": Address(hr, lambda place: code(place) | {"act": "exempt"}),
    "custody": Address(any_reader),
    "custody_new": Address(any_hr),
    "custody_page": Address(reader, custody),
    "custody_register": Address(any_reader, post=True),
    "custody_change": Address(hr, custody),
    "custody_start": Address(hr, custody, post=True),
    "custody_void": Address(hr, custody),
    "custody_make_pdf": Address(hr, custody, post=True),
    "custody_unmask": Address(reader, custody),
    "custody_scan": Address(hr, custody),
    "custody_sign": Address(hr, custody_party),
    "custody_link": Address(hr, custody_party, post=True),
    "custody_check": Address(hr, custody),
    "custody_end": Address(hr, custody),
    "declarations": Address(on_the_roster),
    "declaration_start": Address(on_the_roster, post=True),
    "declaration": Address(owner, declared),
    "declaration_about": Address(owner, draft),
    "declaration_relatives": Address(owner, draft),
    "declaration_relative_new": Address(owner, draft),
    "declaration_remove": Address(owner, lambda place: draft(place) | {"position": 7}, post=True),
    "declaration_keep": Address(owner, draft, post=True),
    "declaration_sign": Address(owner, draft),
    "declaration_challenge": Address(owner, draft, post=True),
    "relatives": Address(any_reader),
    "relatives_list": Address(any_reader, list_of),
    "relatives_register": Address(any_reader, list_of, post=True),
    "relatives_declaration": Address(reader, declared),
    "relatives_declaration_unmask": Address(county_desk, declared),
    "relatives_declaration_act": Address(hr, lambda place: declared(place) | {"act": "opinion"}),
    "relatives_household_new": Address(any_hr),
    "relatives_household": Address(reader, household),
    "relatives_household_unmask": Address(county_desk, household),
    "relatives_household_act": Address(county_desk, lambda p: household(p) | {"act": "visit"}),
    "relatives_alert": Address(reader, alert),
    "relatives_alert_act": Address(hr_above_township, lambda p: alert(p) | {"act": "look"}),
    "desk_evidence": Address(watcher),
    "verify": Address(everybody, public=True),
    "verify_offline": Address(everybody, public=True),
    "verify_certificates": Address(everybody, public=True),
    "evidence_roots": Address(everybody, public=True),
    "evidence_roots_text": Address(everybody, public=True),
    # An unsigned envelope is no document yet, not even for its owner.
    "verify_code": Address(nobody, code, public=True),
}
# Addresses of libraries, and ours that have a test of their own; each with its reason.
ELSEWHERE = {
    "job_result": "404 until the job is done; tests/cms/views/test_jobs.py",
    "learning:answer": "needs a lesson and a member; below",
    "exam_events": "answers to a signed token, not to a session; tests/exams/views/test_wire.py",
    "exam_submit": "as exam_events",
    "exam_beat": "as exam_events",
    "exam_session": "says only whether one is logged in; tests/exams/views/test_wire.py",
    "exam_browser_config": "404 unless asked for; tests/exams/views/test_browser.py",
    "desk_exam_key": "404 until forms are made; tests/exams/views/test_paper.py",
    "media": "files of pages, for whoever logged in; tests/cms/views/test_media.py",
    "pledge_pdf": "404 until sealed; tests/pledges",
    "declaration_relative": "needs a relative; tests/pledges/kinship/views/test_declaration.py",
    "pledge_package": "as pledge_pdf",
    "custody_by_link": "by token, else 410; tests/pledges/custody/views/test_agreements.py",
    "custody_pdf": "404 until made; tests/pledges/custody/views/test_agreements.py",
    "custody_package": "as custody_pdf",
    "relatives_declaration_package": "404 until sealed; tests/pledges/kinship/views/test_cases.py",
    "custody_scan_decide": "needs a scan; tests/pledges/custody/views/test_agreements.py",
    "custody_scan_file": "as custody_scan_decide",
    "custody_recheck": "needs a check; tests/pledges/custody/views/test_agreements.py",
    "None": "reports of Wagtail's, narrowed; tests/access/test_admin.py",
    "staff:None": "closed doors of the log-in library; tests/staff",
}
LIBRARIES = ("account_", "mfa_", "usersessions_", "wagtail", "login_not")
USERS = [
    *MEMBERS,
    *("trainer", "reviewer", "marker1"),
    *("admin", "admin_permissions", "admin_audit"),
    *READER_AT,
    *(f"owner_{name}" for name in ABOVE),
]


def names(resolver, prefix: str = "") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if str(pattern.pattern) != "admin/":
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                found |= names(pattern, space)
        else:
            found.add(f"{prefix}{pattern.name}")
    return found


def test_every_address_stands_in_the_table():
    known = set(ADDRESSES) | set(ELSEWHERE)
    ours = {name for name in names(get_resolver()) if not name.startswith(LIBRARIES)}
    assert ours - known == set()
    assert known - ours == set()


@pytest.fixture
def places(world, at, time_machine_at):
    return build_places(world, at)


def ask(client, address: Address, path: str):
    return client.post(path) if address.post else client.get(path)


def test_who_gets_in(world, places, login):
    """One long walk: what is asked by GET first, so that nothing has changed before."""
    clients = {user: login(world.users[user]) for user in USERS}
    wrong = []
    for name, address in sorted(ADDRESSES.items(), key=lambda entry: entry[1].post):
        for place in places.values():
            cache.clear()  # so many askers at one moment would be slowed down
            path = reverse(name, kwargs=address.key(place))
            for user, client in clients.items():
                status = ask(client, address, path).status_code
                # Outside one's reach is 404, never 403: nobody learns what exists.
                if (status != 404) != address.who(user, place) or status in {403, 500}:
                    wrong.append(f"{name}: {user} at {place.name}: {status}")
    assert not wrong, "\n".join(wrong)


def test_strangers_are_sent_to_the_log_in(places, client):
    wrong = []
    for name, address in ADDRESSES.items():
        answer = ask(client, address, reverse(name, kwargs=address.key(places["shuangjiang"])))
        sent = answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
        if sent == address.public:
            wrong.append(f"{name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_check_question_answers_members_only(world, login, at, time_machine_at):
    lesson = build_lesson()
    path = reverse("learning:answer", kwargs={"page_id": lesson.pk, "item_id": checked(lesson).pk})
    got_in = {
        name for name, user in world.users.items() if login(user).post(path).status_code != 404
    }
    assert got_in == set(world.members)
