"""What roster fields and roster problems are called, and how each problem is mended."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from staff.models.member import Member

FIELD_LABELS = {
    "staff_number": _("staff number"),
    "name": pgettext_lazy("person", "name"),
    "sex": _("sex"),
    "ethnicity": _("ethnicity"),
    "education": _("education"),
    "category": _("category"),
    "id_number": _("ID number"),
    "mobile": _("mobile number"),
    "started_on": _("in social assistance since"),
    "organisation": _("organisation"),
    "post": _("post"),
    "village": _("village or community"),
    "note": _("note"),
    "county": _("county"),
    "township": _("township or street"),
    "status": _("status"),
}

# code → (what is wrong, what to do)
PROBLEMS = {
    "no_head": (
        _("No row names the columns."),
        _("One row must hold at least 姓名 and two more headings such as 身份证号 and 单位."),
    ),
    "too_long": (
        _("The text is longer than %(longest)d characters."),
        _("Shorten it, or move the rest to the note."),
    ),
    "name_empty": (_("The name is missing."), _("Fill in the name, or delete the whole row.")),
    "name_long": (_("The name is longer than 50 characters."), _("Check the cell.")),
    "name_private": (
        _("The name has a character that nobody else can read."),
        _("Type the name again with a current input method."),
    ),
    "name_differs": (
        _("On the roster this staff number belongs to %(name)s."),
        _("If the name was put right, add the ID number; else correct the staff number."),
    ),
    "staff_number_form": (
        _("A staff number has letters and digits only, at most 20."),
        _("Correct the staff number, or leave the cell blank to get a new one."),
    ),
    "number_twice": (
        _("The staff number stands in row %(other)d of sheet “%(sheet)s” too."),
        _("Keep one of the two rows, or correct the number."),
    ),
    "number_of_other": (
        _("On the roster this staff number belongs to %(name)s, with another ID number."),
        _("Correct the staff number, or leave the cell blank to get a new one."),
    ),
    "number_taken": (
        _("An account of this name exists that belongs to nobody on the roster."),
        _("Choose another staff number."),
    ),
    "id_as_number": (
        _("Excel has kept the ID number as a number: its last digits are lost."),
        _("Format the column as text, then type the ID number again."),
    ),
    "id_masked": (
        _("The ID number is masked with asterisks."),
        _("Leave the cell blank where the staff number is given, or type the whole number."),
    ),
    "id_old": (_("This is an old 15-digit ID number."), _("Type the 18-digit number of today.")),
    "id_length": (
        _("The ID number has %(length)d characters instead of 18."),
        _("Compare it with the ID card."),
    ),
    "id_digits": (
        _("The ID number has signs other than digits and a final X."),
        _("Compare it with the ID card."),
    ),
    "id_birth": (
        _("The birth date inside the ID number does not exist."),
        _("Compare it with the ID card: one digit is wrong."),
    ),
    "id_check_digit": (
        _("The check digit of the ID number does not fit."),
        _("Compare it with the ID card: one digit is wrong."),
    ),
    "id_twice": (
        _("The ID number stands in row %(other)d of sheet “%(sheet)s” too."),
        _("Keep one of the two rows, or correct the number."),
    ),
    "id_of_other": (
        _("On the roster this ID number belongs to staff number %(number)s."),
        _("Use that staff number, or correct the ID number."),
    ),
    "identity_empty": (
        _("Neither staff number nor ID number is given."),
        _("Fill in the ID number: the name alone does not tell who it is."),
    ),
    "joiner_without_id": (
        _("The roster has nobody with this staff number."),
        _("For somebody new fill in the ID number; else correct the staff number."),
    ),
    "mobile": (
        _("This is not a mobile number of 11 digits."),
        _("Correct it, or leave the cell blank."),
    ),
    "mobile_scientific": (
        _("Excel has shortened the phone number."),
        _("Format the column as text, then type the number again."),
    ),
    "mobile_masked": (
        _("The phone number is masked with asterisks."),
        _("Leave the cell blank to keep the present number, or type the whole number."),
    ),
    "sex": (_("The sex must be 男 or 女."), _("Correct it, or leave the cell blank.")),
    "sex_mismatch": (
        _("The sex does not fit the ID number."),
        _("Correct the sex or the ID number."),
    ),
    "category": (
        _("The category is not known."),
        _("Use 经办人员, 协理员, 入户核查员 or 分管领导."),
    ),
    "category_empty": (
        _("The category is missing and does not follow from the post."),
        _("Use 经办人员, 协理员, 入户核查员 or 分管领导."),
    ),
    "date": (_("This is not a date."), _("Write it as 2024-05, 2024.5 or 2024年5月.")),
    "date_range": (
        _("The date lies before 1960 or in the future."),
        _("Correct it, or leave the cell blank."),
    ),
    "date_ambiguous": (
        _("As a number this may be January or October."),
        _("Write it as 2024-01 or 2024-10, with the cell formatted as text."),
    ),
    "county_unknown": (
        _("The roster has no county “%(text)s”."),
        _("Write the county as in the list of divisions."),
    ),
    "township_unknown": (
        _("There is no township or street “%(text)s” in this county."),
        _("Write it as in the list of divisions."),
    ),
    "place_unknown": (
        _("The roster has no organisation “%(text)s”."),
        _("Fill in county and township."),
    ),
    "place_ambiguous": (
        _("“%(text)s” exists in several counties."),
        _("Fill in the county."),
    ),
    "place_empty": (_("County and township are missing."), _("Fill in county and township.")),
    "out_of_reach": (
        _("The organisation lies outside your own."),
        _("Delete the row, or ask that organisation's accounts administrator."),
    ),
    "person_out_of_reach": (
        _("This person is on the roster of an organisation outside your own."),
        _("Ask the accounts administrator above both organisations to record the move."),
    ),
}


# Stored codes that people read as words.
VALUE_LABELS = {
    "category": dict(Member.Category.choices),
    "sex": dict(Member.Sex.choices),
    "status": dict(Member.Status.choices),
}


def value_label(field: str, value: str) -> str:
    """A value of the ledger or the preview in the reader's language."""
    return str(VALUE_LABELS.get(field, {}).get(value, value))


def explain(code: str, params: dict) -> tuple[str, str]:
    """(problem, remedy) in the reader's language."""
    problem, remedy = (str(text) % params for text in PROBLEMS[code])
    if params.get("near"):
        near = gettext("Near: %(names)s") % {"names": params["near"]}
        remedy = f"{remedy} {near}"
    return problem, remedy
