"""What the customer writes about itself, per site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """Name, contact and filing lines that every page shows in its header or footer."""

    organisation_name = models.CharField(_("organisation"), max_length=80, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=40, blank=True)
    icp_line = models.CharField(
        _("filing number"), max_length=120, blank=True, help_text=_("ICP and public-security lines")
    )
    welcome_text = models.CharField(_("welcome text"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("organisation and contact")
        verbose_name_plural = _("organisation and contact")

    def __str__(self) -> str:
        return self.organisation_name
