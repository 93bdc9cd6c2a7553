from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KinshipConfig(AppConfig):
    name = "pledges.kinship"
    verbose_name = _("Near relatives")
