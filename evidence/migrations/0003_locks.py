from django.db import migrations

from cms.lib.append_only import append_only, locked_when

# A certificate stays what it was; its end and its revocation are each written once.
FIXED = [
    "role",
    "der",
    "subject",
    "issuer",
    "serial",
    "fingerprint",
    "is_demo",
    "valid_from",
    "valid_to",
    "active_from",
]
ENDED = ["active_until", "ended_by_id", "end_reason"]
REVOKED = ["revoked_at", "revoked_by_id", "revoke_reason"]


def changed(fields: list[str]) -> str:
    return " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in fields)



class Migration(migrations.Migration):
    """What was recorded, sealed, stamped or agreed stays as it was, whoever asks the database."""

    dependencies = [("evidence", "0002_initial")]

    operations = [
        append_only("evidence_evidenceentry"),
        append_only("evidence_storedfile"),
        append_only("evidence_evidenceroot"),
        append_only("evidence_rootcopy"),
        append_only("evidence_evidencecheck"),
        append_only("evidence_electronicconsent"),
        append_only("evidence_documenttimestamp"),
        append_only("evidence_sealrevocationlist"),
        locked_when(
            "evidence_sealcertificate",
            f"{changed(FIXED)} OR (OLD.active_until IS NOT NULL AND ({changed(ENDED)}))"
            f" OR (OLD.revoked_at IS NOT NULL AND ({changed(REVOKED)}))",
            ("update",),
        ),
        locked_when("evidence_sealcertificate", "OLD.id IS NOT NULL", ("delete",)),
    ]
