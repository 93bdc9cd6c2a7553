"""What every template may use about the shell around it."""

from django.conf import settings
from wagtail import hooks


def shell(request) -> dict:
    """`demo`, and `areas`: the entries of the main navigation this user may open."""
    user = getattr(request, "user", None)
    areas = []
    if user is not None and user.is_authenticated:
        for register in hooks.get_hooks("register_areas"):
            areas.extend(register(request))
    return {"demo": settings.DEMO, "areas": sorted(areas, key=lambda area: area.order)}
