from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        # Imported here: the sealer's exceptions need translations, which need the apps.
        from evidence.adapters.readiness import check_seal_settings, check_witnesses

        register(check_seal_settings)
        register(check_witnesses, deploy=True)
