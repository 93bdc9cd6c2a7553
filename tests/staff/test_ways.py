"""Every rule of the policy as one table: the ways from a row to its unit and to its person.

Who holds an action stands in docs/roles.md; here is what the action reaches.
"""

from staff.permissions import NARROWED, POLICY, accounts_within

# action: the lookups from the row to an organisation ("" is the row itself), and to its person.
WAYS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "bank.view_bank": (("organisation",), None),
    "bank.view_item": (("bank__organisation",), None),
    "bank.list_banks": (("organisation",), None),
    "bank.change_bank": (("organisation",), None),
    "bank.import_items": (("organisation",), None),
    "bank.publish_item": (("bank__organisation",), None),
    "custody.view_agreement": (("township",), None),
    "custody.manage_agreement": (("township",), None),
    "custody.unmask_agreement": (("township",), None),
    "custody.draft_agreement": (("",), None),
    "evidence.keep_seal": (("",), None),
    "evidence.see_checks": (("",), None),
    "exams.sit": ((), "member__user"),
    "exams.view_results": (("member__organisation",), None),
    "exams.organise": (("organisation",), None),
    "exams.organise_sitting": (("exam__organisation",), None),
    "exams.key_sheet": (("exam__organisation", "audience"), None),
    "kinship.declare": ((), "member__user"),
    "kinship.view_declaration": (("member__organisation",), None),
    "kinship.review_declaration": (("member__organisation",), None),
    "kinship.file_declaration": (("member__organisation",), None),
    "kinship.view_household": (("township",), None),
    "kinship.manage_household": (("township",), None),
    "kinship.confirm_household": (("township",), None),
    "kinship.enter_household": (("",), None),
    "kinship.view_match": (("place",), None),
    "kinship.view_alert": (("place",), None),
    "kinship.close_alert": (("place",), None),
    "kinship.look_again": (("place",), None),
    "kinship.edit_lists": (("",), None),
    "rounds.sign": ((), "member__user"),
    "rounds.view_envelope": (("member__organisation",), "member__user"),
    "rounds.list_envelopes": (("member__organisation",), None),
    "rounds.manage_envelope": (("member__organisation",), None),
    "rounds.open_round": (("",), None),
    "rounds.close_round": (("organisation",), None),
    "staff.view_member": (("organisation",), "user"),
    "staff.view_record": (("organisation",), "user"),
    "staff.list_members": (("organisation",), None),
    "staff.manage_roster": (("organisation",), None),
    "staff.list_changes": (("organisation", "from_organisation"), None),
    # Of accounts all must lie within, not one way of several: see below.
    "staff.manage_account": ((), None),
    "staff.confirm_account": ((), None),
    "staff.grant_to": ((), None),
    "staff.view_organisation": (("",), None),
    "staff.unmask": (("organisation",), None),
    "staff.manage_grants": (("organisation",), None),
    "staff.view_log": ((), None),
}
APPS = {action.partition(".")[0] for action in WAYS}
# What a foreign key to these models offers: the rows of an action, "" for all of them.
OFFERED = {
    "Post": "",
    "LegalBasis": "",
    "ItemBank": "bank.view_bank",
    "Topic": "",
    "Exam": "exams.organise",
    "Paper": "exams.organise",
    "PledgeTemplate": "",
}


def test_every_rule_leads_where_the_table_says():
    found = {
        action: (rule.ways, rule.owner)
        for action, rule in POLICY.rules.items()
        if action.partition(".")[0] in APPS
    }
    assert found == WAYS


def test_the_log_alone_is_read_wherever_the_grant_stands():
    assert {action for action, rule in POLICY.rules.items() if rule.sitewide} == {"staff.view_log"}


def test_accounts_alone_must_lie_whole_within_the_reach():
    found = {action: rule.within for action, rule in POLICY.rules.items() if rule.within}
    assert found == dict.fromkeys(
        ("staff.manage_account", "staff.confirm_account", "staff.grant_to"), accounts_within
    )


def test_every_rule_is_known_by_its_own_action():
    assert all(rule.action == action for action, rule in POLICY.rules.items())


def test_what_forms_and_filters_offer():
    offered = {model.__name__: action for model, action in NARROWED._actions.items()}
    assert offered.items() >= OFFERED.items()
