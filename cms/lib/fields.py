"""Model fields for personal data."""

from django.db import models

from cms.lib.crypto import decrypt, encrypt


class EncryptedTextField(models.TextField):
    """Text that is a Fernet token in the database and plain in Python.

    It cannot be searched or ordered: keep a `lookup_hash` beside it for equality.
    """

    description = "Text encrypted at rest"

    def get_prep_value(self, value):
        return encrypt(value) if value else ""

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else ""

    def get_lookup(self, lookup_name):
        if lookup_name in {"isnull"}:
            return super().get_lookup(lookup_name)
        return None
