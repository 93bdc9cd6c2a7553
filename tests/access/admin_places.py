"""What stands in the admin at each place, the accounts that work there, and every admin address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Workflow

from bank.flows.exchange import keep_upload
from cms.lib.tables.uploads import Upload
from cms.models.feedback import Feedback
from exams.models.sitting import Exam
from pledges.kinship.models.declaration import KinshipRules, KinshipTerm
from staff.flows.accounts import ask_new_code
from staff.flows.roster import preview_roster
from staff.models.organisation import Organisation
from staff.models.user import User
from tests.casts import World
from tests.factories.cms import make_basis
from tests.factories.exams import make_bank, make_item, make_paper, make_sitting
from tests.factories.learning import make_lesson
from tests.factories.roster import make_row, upload_of
from tests.factories.rounds import make_draft, make_version
from tests.factories.staff import make_grant, make_member, make_user

# Who holds which role where, written out as in `tests.casts`; ADDED are of this table only.
ROLES = {
    "admin": ("accounts_admin", "city"),
    "admin_permissions": ("permissions_admin", "city"),
    "admin_audit": ("audit_admin", "city"),
    "trainer": ("trainer", "city"),
    "hr_city": ("hr", "city"),
    "hr_township": ("hr", "shuangjiang"),
    "inspector": ("inspector", "city"),
    "admin_township": ("accounts_admin", "shuangjiang"),
    "permissions_township": ("permissions_admin", "shuangjiang"),
    "trainer_township": ("trainer", "shuangjiang"),
    # Last: an approval by the first of those who may must not change what others are told.
    "reviewer": ("reviewer", "city"),
    "reviewer_township": ("reviewer", "shuangjiang"),
}
ADDED = ("admin_township", "permissions_township", "trainer_township", "reviewer_township")
OUTSIDERS = ("staff", "coordinator", "marker1")
QUESTIONS = "题型,题干,选项A,选项B,选项C,选项D,选项E,选项F,答案,解析,知识点,难度,依据\n"


@dataclass
class AdminPlace:
    """`rows`: the key of an address → the row that stands at this place."""

    name: str
    rows: dict[str, object] = field(default_factory=dict)


def add_people(world: World) -> None:
    for name in ADDED:
        role, place = ROLES[name]
        world.users[name] = make_user(name)
        make_grant(world.users[name], role, getattr(world, place))


def build_admin_places(world: World, at: datetime) -> dict[str, AdminPlace]:
    """The same rows at the own township, its sibling and the county; what has no place is shared.

    Uploads are those of the city's administrator and trainer: at every place for them alone.
    """
    call_command("setup_site")
    add_people(world)
    shared = _shared_rows(world, at)
    return {
        name: AdminPlace(name, shared | _rows_at(getattr(world, name), name, world.users, at))
        for name in ("shuangjiang", "xiaojie", "eshan")
    }


def _shared_rows(world: World, at: datetime) -> dict[str, object]:
    lesson = make_lesson()
    version = make_version(world.users["hr_city"], at)
    return {
        "page": lesson,
        "topic": lesson.topic,
        "draft": make_draft(),
        "version": version,
        "template": version.template,
        "kinship_term": KinshipTerm.objects.first(),
        "kinship_rules": KinshipRules.objects.get(),
        "basis": make_basis(),
        "feedback": Feedback.objects.create(kind="complaint", text="文字", created_at=at),
        "roster_import": preview_roster(
            upload=upload_of(make_row()), by=world.users["admin"], at=at
        ),
    }


def _rows_at(organisation: Organisation, name: str, users: dict[str, User], at: datetime) -> dict:
    """Every name holds 密 and the place, so that a leak is seen in any text."""
    word = f"密{name}"
    bank = make_bank(organisation, word)
    item = make_item(bank, "judgement", stem=f"题{word}")
    Workflow.objects.get(name="试题审核").start(item, users["trainer"])
    paper = make_paper(bank, kinds=("judgement",))
    grantee = make_user(f"grantee{organisation.code}", word)
    grant = make_grant(grantee, "hr", organisation)
    exam = Exam.objects.create(title=word, year=at.year, organisation=organisation)
    upload = Upload("csv", QUESTIONS.encode(), f"{word}.csv")
    return {
        "member": make_member(organisation, word),
        "grant": grant,
        "account_request": ask_new_code(
            by=users["admin"], user=grantee, reason="手机遗失", at=at, forget_second_factor=True
        ),
        "bank": bank,
        "item": item,
        "paper": paper,
        "exam": exam,
        "sitting": make_sitting(paper, at, exam=exam, title=word),
        "item_import": keep_upload(bank=bank, upload=upload, user=users["trainer"], at=at),
    }


def admin_patterns() -> Iterator[tuple[str, str, URLPattern]]:
    """(name with namespaces, the whole route, pattern) of every address under /admin/."""
    yield from _walk(get_resolver(), "", "")


def _walk(resolver: URLResolver, space: str, route: str):
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner, here)
        elif here.startswith(("admin/", "^admin/")):
            yield f"{space}{pattern.name}", here, pattern


# What Wagtail's own addresses name; everything else is a number.
WORDS = {
    "action": "delete",
    "action_name": "approve",
    "app_label": "exams",
    "app_name": "cms",
    "content_type_app_name": "courses",
    "content_type_model_name": "minilessonpage",
    "filter_spec": "width-100",
    "media_type": "video",
    "model_name": "item",
    "revision_id_a": "live",
    "revision_id_b": "latest",
    "token": "token",
    "uidb64": "uid",
}


def fill(name: str, route: str, pattern: URLPattern, rows: dict, row: object = None) -> str:
    """The address with the keys of `row`; of the shared page where Wagtail means a page."""
    if pattern.name is None:
        return "/" + route.replace("^", "").replace(".*", "nothing").split("(")[0].rstrip("$")
    regex = pattern.pattern.regex
    if regex.groups and not regex.groupindex:
        return reverse(name, args=[rows["page"].pk, "live", "latest"])
    wanted = [*pattern.pattern.converters, *regex.groupindex]
    return reverse(name, kwargs={key: _value(key, rows, row) for key in wanted})


def _value(key: str, rows: dict, row: object) -> object:
    if key == "pk":
        return row.pk if row else 1
    if key == "token" and hasattr(row, "token"):
        return row.token
    if "page" in key:
        return rows["page"].pk
    if key == "revision_id":
        return (row or rows["page"]).latest_revision_id
    return WORDS.get(key) or _of_workflow(key, rows["item"])


def _of_workflow(key: str, item) -> int:
    state = item.current_workflow_state
    if state is None:
        return 1
    task_state = state.current_task_state
    known = {"workflow_state_id": state, "task_state_id": task_state, "task_id": task_state.task}
    return known[key].pk if key in known else 1
