from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _

from cms.checks import check_durability, check_pdf_libraries


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Site")

    def ready(self) -> None:
        register(check_pdf_libraries)
        register(check_durability, Tags.database)
