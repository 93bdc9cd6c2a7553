"""Words of Django and Wagtail that this product says differently, or that lack a translation.

Nothing imports this file: it only brings the phrases into our catalogue, which comes first.
"""

from django.utils.translation import gettext_noop as _

PHRASES = [
    # Django: said under a field, to a person who is filling in a form
    _("This field is required."),
    _("Enter a valid date."),
    _("Enter a whole number."),
    _("Select a valid choice. That choice is not one of the available choices."),
]
