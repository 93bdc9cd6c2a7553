from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = _("Reminders")

    def ready(self) -> None:
        from reminders.checks import check_channels, check_reminder_settings

        register(check_reminder_settings)
        register(check_channels, deploy=True)
