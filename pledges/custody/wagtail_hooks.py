"""Registration only: what custody agreements lend to the desk and the menus."""

from django.utils.translation import gettext_lazy
from wagtail import hooks


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    for action, label in (
        ("custody.void_agreement", gettext_lazy("Make a custody agreement void")),
        ("custody.end_agreement", gettext_lazy("End a custody agreement")),
        ("custody.read_file", gettext_lazy("Take away a PDF or scan of an agreement")),
        ("custody.unmask_agreement", gettext_lazy("Look at whole numbers of an agreement")),
        ("custody.export_register", gettext_lazy("Export the register of agreements")),
    ):
        actions.register_action(action, label, label)
