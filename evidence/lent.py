"""What this app lends to the shared pages; found when the apps are ready."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.lends import CARDS, WITNESSES, DeskCard
from evidence.flows.rows import hear
from evidence.queries.kept import KEPT_ROWS
from evidence.queries.seals import seal_trouble
from evidence.subjects import KEPT
from staff.permissions import POLICY


@CARDS.add
def seal_work(request, at) -> list[DeskCard]:
    """For HR of the city: certificates that run out, time stamps and seals that are missing."""
    if not POLICY.holds_citywide(request.user, "evidence.keep_seal") or not seal_trouble(at):
        return []
    return [
        DeskCard(
            kind="task",
            title=_("The seal of the pledges needs attention"),
            detail=_("A certificate runs out, or seals or time stamps are missing."),
            url=reverse("desk_seal"),
            action=_("See what is wrong"),
        )
    ]


WITNESSES.add(hear)
for kept in KEPT_ROWS:
    KEPT.add(kept)
