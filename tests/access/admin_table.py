"""Who may open what in the admin, written by hand, apart from the product's own rules."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.access.admin_places import ROLES, AdminPlace
from tests.access.places import ABOVE

ACCOUNTS, PERMISSIONS, AUDIT = "accounts_admin", "permissions_admin", "audit_admin"
TRAINER, REVIEWER, HR, INSPECTOR = "trainer", "reviewer", "hr", "inspector"
AUTHORS = (TRAINER, REVIEWER)
PEOPLE = (ACCOUNTS, HR, INSPECTOR)
Who = Callable[[str, AdminPlace], bool]


def anywhere(*roles: str) -> Who:
    return lambda user, place: ROLES[user][0] in roles


def over(*roles: str) -> Who:
    """Holders of the role whose subtree has the place."""
    return lambda user, place: ROLES[user][0] in roles and ROLES[user][1] in ABOVE[place.name]


def only(*users: str) -> Who:
    return lambda user, place: user in users


def all_of_the_admin(user: str, place: AdminPlace) -> bool:
    return True


NOBODY = only()


@dataclass(frozen=True)
class Door:
    """`row`: the key, in AdminPlace.rows, of what the address names; "" for none."""

    who: Who
    row: str = ""
    post: bool = False


def doors(space: str, row: str, post: bool = False, **who: Who) -> dict[str, Door]:
    """`who` by the names of one viewset's addresses, several joined by two underscores."""
    return {
        f"{space}{name}": Door(asked, row, post)
        for names, asked in who.items()
        for name in names.split("__")
    }


ITEM = "wagtailsnippets_bank_item:"
BASIS = "wagtailsnippets_cms_legalbasis:"
# The texts of a pledge are one for the whole city; only its HR writes them.
CITY_HR = only("hr_city")
DOORS = {
    # People and accounts
    **doors(
        "member:",
        "member",
        index__index_results=anywhere(*PEOPLE),
        inspect__history__history_results=over(*PEOPLE),
        transfer__leave=over(ACCOUNTS),
        unmask=over(HR, INSPECTOR),
    ),
    **doors("roster_import:", "", index__index_results=anywhere(ACCOUNTS)),
    **doors("", "", roster_upload__roster_template=anywhere(ACCOUNTS)),
    # The upload of the city's administrator.
    **doors("roster_import_", "roster_import", page__errors=only("admin")),
    **doors("roster_import_", "roster_import", post=True, codes__discard=only("admin")),
    **doors(
        "staff_grants:",
        "grant",
        index__index_results=anywhere(PERMISSIONS),
        inspect__history__history_results=over(PERMISSIONS),
    ),
    "staff_grant_give": Door(anywhere(PERMISSIONS)),
    "staff_grant_take_back": Door(over(PERMISSIONS), "grant"),
    "staff_new_code": Door(anywhere(ACCOUNTS)),
    "staff_account_requests": Door(anywhere(ACCOUNTS, PERMISSIONS)),
    **doors(
        "staff_account_",
        "account_request",
        confirm__refuse=over(ACCOUNTS, PERMISSIONS),
    ),
    **doors("", "", staff_audit_log__staff_audit_log_results=anywhere(AUDIT)),
    **doors("", "", staff_roster_changes__staff_roster_changes_results=anywhere(*PEOPLE)),
    # Exams
    **doors(
        "sitting:",
        "sitting",
        index__index_results__add=anywhere(TRAINER),
        edit__history__history_results__usage=over(TRAINER),
        delete=NOBODY,
    ),
    **doors(
        "exam:",
        "exam",
        index__index_results__add=anywhere(TRAINER),
        edit__history__history_results__usage=over(TRAINER),
        delete=NOBODY,
    ),
    **doors(
        "paper:",
        "paper",
        index__index_results__add=anywhere(TRAINER),
        inspect__history__history_results=over(TRAINER),
    ),
    **doors(
        "itembank:",
        "bank",
        index__index_results=anywhere(*AUTHORS),
        add=anywhere(TRAINER),
        edit__history__history_results__usage=over(TRAINER),
        delete=NOBODY,
    ),
    **doors(
        "topic:",
        "topic",
        index__index_results__add=anywhere(*AUTHORS),
        edit__history__history_results__usage=anywhere(*AUTHORS),
        delete=NOBODY,
    ),
    **doors(
        ITEM,
        "item",
        list__list_results=anywhere(*AUTHORS),
        add__preview_on_add=anywhere(TRAINER),
        edit__preview_on_edit__usage__history__history_results=over(*AUTHORS),
        revisions_view__revisions_revert__revisions_compare=over(*AUTHORS),
        confirm_workflow_cancellation__workflow_history__workflow_history_detail=over(*AUTHORS),
        unpublish__revisions_unschedule=over(REVIEWER),
        # Only whoever may decide on the task that is open.
        workflow_preview__collect_workflow_action_data=over(REVIEWER),
        delete=NOBODY,
    ),
    **doors(ITEM, "item", post=True, workflow_action__lock__unlock=over(REVIEWER)),
    **doors(
        "wagtailsnippetchoosers_bank_item:",
        "item",
        choose__choose_results__chosen_multiple=anywhere(*AUTHORS),
        chosen=over(*AUTHORS),
        create=anywhere(TRAINER),
    ),
    "bank_import": Door(anywhere(TRAINER)),
    **doors("bank_import_", "item_import", preview__errors=only("trainer")),
    "bank_export": Door(anywhere(*AUTHORS)),
    **doors("exams_", "sitting", register__prepare__browser__release__resit=over(TRAINER)),
    **doors("", "", exam_register__exam_register_results=anywhere(HR, INSPECTOR)),
    # Pledges
    **doors(
        "pledge_versions:",
        "draft",
        index__index_results__add__edit__inspect__publish=CITY_HR,
        history__history_results__usage=CITY_HR,
        delete=NOBODY,
    ),
    "pledge_versions:next": Door(CITY_HR, "template"),
    "pledge_versions:preview": Door(CITY_HR, "draft"),
    **doors(
        "pledge_templates:",
        "template",
        index__index_results__add__edit__history__history_results__usage=CITY_HR,
        delete=NOBODY,
    ),
    **doors(
        "kinship_terms:",
        "kinship_term",
        index__index_results__add__edit__history__history_results__usage=CITY_HR,
        delete=NOBODY,
    ),
    **doors(
        "kinship_rules:",
        "kinship_rules",
        index__index_results__edit__history__history_results__usage=CITY_HR,
        add__delete=NOBODY,
    ),
    **doors("", "", seal_certificates__seal_certificates_results=CITY_HR),
    **doors("", "", pledge_register__pledge_register_results=anywhere(HR, INSPECTOR)),
    # The site: no row of it has a place
    **doors(
        "feedback:",
        "feedback",
        index__index_results__inspect=anywhere(ACCOUNTS, AUDIT),
        add__edit__delete__history__history_results__usage=NOBODY,
    ),
    **doors(
        BASIS,
        "basis",
        list__list_results__add__copy__inspect__history__history_results=anywhere(*AUTHORS),
        edit__usage=anywhere(REVIEWER),
        delete=NOBODY,
    ),
    # Laws are published; HR chooses laws for its pledges.
    **doors(
        "wagtailsnippetchoosers_cms_legalbasis:",
        "basis",
        choose__choose_results__chosen__chosen_multiple=all_of_the_admin,
        create=anywhere(*AUTHORS),
    ),
    **doors("", "", cms_basis_report__cms_basis_report_results=anywhere(*AUTHORS)),
}
# Wagtail's own sections: who may open them.
SECTIONS = {
    "wagtailadmin_home": all_of_the_admin,
    "wagtailadmin_account": all_of_the_admin,
    "wagtailadmin_explore_root": anywhere(*AUTHORS),
    # Every snippet stands in the menu under its own name: nothing is left for this list.
    "wagtailsnippets:index": NOBODY,
    "wagtailimages:index": anywhere(*AUTHORS),
    "wagtaildocs:index": anywhere(*AUTHORS),
    "wagtailmedia:index": anywhere(*AUTHORS),
    "wagtailadmin_reports:workflow": anywhere(*AUTHORS),
    "wagtailadmin_reports:workflow_tasks": anywhere(*AUTHORS),
    "wagtailadmin_reports:locked_pages": anywhere(REVIEWER),
    "wagtailadmin_reports:aging_pages": anywhere(*AUTHORS),
    "wagtailadmin_reports:page_types_usage": anywhere(*AUTHORS),
    "wagtailadmin_reports:site_history": NOBODY,
    "wagtailadmin_workflows:index": NOBODY,
    "wagtailadmin_workflows:task_index": NOBODY,
    "wagtailadmin_collections:index": NOBODY,
    "wagtailredirects:index": NOBODY,
    "wagtaillocales:index": NOBODY,
    "wagtailsites:index": NOBODY,
    "wagtailusers_users:index": NOBODY,
    "wagtailusers_groups:index": NOBODY,
}
