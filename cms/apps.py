from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Tags, register
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from cms.checks import (
    check_durability,
    check_keys,
    check_pdf_libraries,
    check_proxies,
    check_public_address,
)


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Site")

    def ready(self) -> None:
        """What apps lend is known before the first question, whoever asks: page or worker."""
        register(check_pdf_libraries)
        register(check_durability, Tags.database)
        register(check_keys, Tags.security)
        register(check_public_address, Tags.security)
        register(check_proxies, Tags.security, deploy=True)
        autodiscover_modules("lent")
        if settings.DEMO:
            autodiscover_modules("demo.seeds")
