"""Bring the fixed furniture into place: role groups and what each may do in the admin."""

from django.core.management.base import BaseCommand
from django.db import transaction

from cms.lends import SETUPS


class Command(BaseCommand):
    """Runs every set-up that an app lends, in order. Safe to run at each release."""

    help = "Create the role groups and give them their permissions. A second run changes nothing."

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        for setup in SETUPS:
            setup()
