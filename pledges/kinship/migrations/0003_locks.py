from django.db import migrations

from cms.lib.append_only import append_only, locked_when

# What a person signed. Encrypted columns and look-up hashes are left out, because a change of keys
# writes them anew; `digest` says whether the words are still the same.
DECLARED = [
    "code",
    "number",
    "year",
    "kind",
    "member_id",
    "member_name",
    "organisation_name",
    "post_name",
    "category",
    "has_relatives",
    "promised",
    "digest",
    "signed_at",
    "renews_id",
]
RELATIVE = [
    "declaration_id",
    "series",
    "position",
    "relation",
    "name",
    "aid",
    "state",
    "people",
    "monthly",
    "since",
    "took_part",
    "took_part_in",
    "frozen",
]
# What the household said and the township wrote down at acceptance.
FILED = [
    "code",
    "number",
    "township_id",
    "accepted_on",
    "name",
    "id_ok",
    "sex",
    "born_on",
    "people",
    "matter",
    "reason",
    "applied_on",
    "asked",
    "related",
    "member_id",
    "staff_name",
    "staff_unit",
    "staff_post",
    "relation",
    "hardship",
    "means",
    "visited_on",
    "opinion",
    "signed_how",
    "path",
    "accepted_by_id",
    "replaces_id",
    "created_at",
]
RAISED = ["code", "key", "kind", "place_id", "member_id", "filing_id", "raised_at"]


def changed(fields: list[str]) -> str:
    return " OR ".join(f"OLD.{field} DISTINCT NEW.{field}" for field in fields)


class Migration(migrations.Migration):
    """What was declared, filed, said or concluded stays as it was, whoever asks the database."""

    dependencies = [("kinship", "0002_initial")]

    operations = [
        *(
            append_only(f"kinship_{name}")
            for name in (
                "declarationsignature",
                "declarationstep",
                "caseperson",
                "householdnote",
                "rescreening",
                "recusal",
                "alertstep",
            )
        ),
        locked_when(
            "kinship_nearrelativedeclaration",
            f"OLD.signed_at IS NOT NULL AND ({changed(DECLARED)})",
            ("update",),
        ),
        locked_when("kinship_nearrelativedeclaration", "OLD.signed_at IS NOT NULL", ("delete",)),
        locked_when("kinship_nearrelative", f"OLD.frozen AND ({changed(RELATIVE)})", ("update",)),
        locked_when("kinship_nearrelative", "OLD.frozen", ("delete",)),
        locked_when("kinship_householdfiling", changed(FILED), ("update",)),
        locked_when("kinship_householdfiling", "OLD.id IS NOT NULL", ("delete",)),
        locked_when(
            "kinship_kinshipalert",
            f"OLD.state IN ('closed', 'settled') OR {changed(RAISED)}",
            ("update",),
        ),
        locked_when("kinship_kinshipalert", "OLD.id IS NOT NULL", ("delete",)),
    ]
