"""The Celery application. Tasks are found by name in each app's `tasks.py`."""

import gc
import os
from pathlib import Path

from celery import Celery
from celery.signals import setup_logging, worker_process_init
from django.conf import settings
from django.utils.log import configure_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

app = Celery("jiangtang")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_message_folders(**_: object) -> None:
    """The broker without a service keeps messages in folders, and needs them to be there."""
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True)


@setup_logging.connect
def use_django_logging(**_: object) -> None:
    """Keep Celery from replacing our structured logging with its own."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


@worker_process_init.connect
def spare_what_stays(**_: object) -> None:
    """What was loaded by now stays until the end: the collector need not walk it again and again.

    That is a third of the time of a sealed pledge.
    """
    gc.collect()
    gc.freeze()
