"""The registers of the item bank."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_latest_str
from wagtail.coreutils import get_content_type_label

from cms.lib.tables.registers import Register
from cms.lib.tables.writing import Column

ITEMS = Register(
    title=_("Items"),
    log="bank.export_register",
    columns=(
        Column(_("item number"), 10, lambda item: item.pk),
        Column(_("bank"), 20, lambda item: item.bank.name),
        Column(_("kind of item"), 14, lambda item: item.get_kind_display()),
        Column(_("stem"), 60, lambda item: item.stem),
        Column(_("key"), 14, lambda item: item.key),
        Column(_("topic"), 18, lambda item: item.topic or ""),
        Column(_("difficulty"), 10, lambda item: item.get_difficulty_display()),
        Column(_("legal basis"), 40, lambda item: item.basis),
        Column(_("published"), 10, lambda item: _("yes") if item.live else _("no")),
    ),
)

TOPICS = Register(
    title=_("Topics"),
    log="bank.export_topics",
    columns=(Column(_("topic"), 40, lambda topic: topic.name),),
)


def _title(state) -> str:
    return get_latest_str(state.content_object)


WORKFLOWS = Register(
    title=_("What is under review"),
    log="bank.export_reviews",
    columns=(
        Column(_("way of review"), 20, lambda state: state.workflow),
        Column(_("kind of content"), 16, lambda state: get_content_type_label(state.content_type)),
        Column(_("title"), 50, _title),
        Column(_("state"), 12, lambda state: state.get_status_display()),
        Column(_("asked by"), 18, lambda state: state.requested_by or ""),
        Column(_("review begun"), 18, lambda state: state.created_at),
    ),
)
TASKS = Register(
    title=_("Tasks of review"),
    log="bank.export_reviews",
    columns=(
        Column(_("step of review"), 20, lambda task: task.task),
        Column(
            _("kind of content"),
            16,
            lambda task: get_content_type_label(task.workflow_state.content_type),
        ),
        Column(_("title"), 50, lambda task: _title(task.workflow_state)),
        Column(_("state"), 12, lambda task: task.get_status_display()),
        Column(_("asked by"), 18, lambda task: task.workflow_state.requested_by or ""),
        Column(_("review begun"), 18, lambda task: task.started_at),
        Column(_("review ended"), 18, lambda task: task.finished_at),
        Column(_("decided by"), 18, lambda task: task.finished_by or ""),
    ),
)
