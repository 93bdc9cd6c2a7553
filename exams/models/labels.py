"""Words for the engine's enums and faults. Stored values are never translated."""

from django.utils.translation import gettext_lazy as _

OUTCOME_LABELS = {
    "not_started": _("not started"),
    "deferred": _("deferred"),
    "absent": _("absent"),
    "running": _("in progress"),
    "waiting": _("handed in, waiting"),
    "passed": _("passed"),
    "failed": _("not passed"),
}
