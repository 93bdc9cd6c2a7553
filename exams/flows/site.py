"""What the organiser may do in the admin; safe to run again."""

from cms.flows.publishing import permit, role_group

TRAINER_MAY = (
    "add_exam",
    "change_exam",
    "add_sitting",
    "change_sitting",
    "add_paper",
    "view_paper",
)


def set_up() -> None:
    """Trainers organise."""
    permit(role_group("trainer"), *(f"exams.{name}" for name in TRAINER_MAY))
