"""WSGI entry point; granian serves `cms.wsgi:application`."""

import os

from django.core.checks import Tags
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
application = get_wsgi_application()
# Known keys, no https address: such a site does not open. Each message names its remedy.
BaseCommand().check(tags=[Tags.security])
