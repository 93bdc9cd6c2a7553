from django.db import migrations

from cms.lib.append_only import append_only, locked_when

# What the parties sign. `text` and the other encrypted columns are left out, because a change of
# keys writes them anew; `digest` says whether the words are still the same.
AGREED = [
    "code",
    "number",
    "township_id",
    "custodian_name",
    "custodian_relation",
    "person_name",
    "person_id_hash",
    "aid",
    "capacity",
    "guardian_name",
    "supervisor_name",
    "scope",
    "monthly",
    "account_tail",
    "single_limit",
    "report_cycle",
    "check_cycle",
    "pay",
    "starts_on",
    "ends_on",
    "opening_balance",
    "text_version",
    "digest",
]
FOUND = [
    "agreement_id",
    "first_checker",
    "second_checker",
    "ledger_complete",
    "receipts_complete",
    "previous",
    "income",
    "expense",
    "expected",
    "actual",
    "difference",
    "explanation",
    "problem",
    "recorded_by_id",
    "recorded_at",
]
SCANNED = ["agreement_id", "path", "sha256", "signed_on", "entered_by_id", "entered_at"]


def changed(fields: list[str]) -> str:
    return " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in fields)


class Migration(migrations.Migration):
    """What was agreed, signed, scanned or found stays as it was, whoever asks the database."""

    dependencies = [("custody", "0002_initial")]

    operations = [
        append_only("custody_custodysignature"),
        append_only("custody_custodyhandover"),
        locked_when(
            "custody_custodyagreement", f"OLD.digest <> '' AND ({changed(AGREED)})", ("update",)
        ),
        locked_when("custody_custodyagreement", "OLD.digest <> ''", ("delete",)),
        locked_when(
            "custody_custodycheck",
            f"OLD.rechecked_on IS NOT NULL OR {changed(FOUND)}",
            ("update",),
        ),
        locked_when("custody_custodycheck", "OLD.id IS NOT NULL", ("delete",)),
        locked_when(
            "custody_paperscan", f"OLD.accepted IS NOT NULL OR {changed(SCANNED)}", ("update",)
        ),
        locked_when("custody_paperscan", "OLD.id IS NOT NULL", ("delete",)),
    ]
