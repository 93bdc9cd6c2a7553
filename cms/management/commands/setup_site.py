"""Bring the fixed furniture into place: role groups and what each may do in the admin."""

from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail import hooks


class Command(BaseCommand):
    """Runs every `setup_groups` hook, `fn() -> None`, in order. Safe to run at each release."""

    help = "Create the role groups and give them their permissions. A second run changes nothing."

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        for setup in hooks.get_hooks("setup_groups"):
            setup()
