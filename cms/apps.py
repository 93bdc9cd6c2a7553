from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from cms.checks import check_durability, check_pdf_libraries


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Site")

    def ready(self) -> None:
        """What apps lend is known before the first question, whoever asks: page or worker."""
        register(check_pdf_libraries)
        register(check_durability, Tags.database)
        autodiscover_modules("lent")
        if settings.DEMO:
            autodiscover_modules("demo.seeds")
