"""What this app lends to the shared pages; found when the apps are ready."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.lends import CARDS, WITNESSES, DeskCard
from evidence.flows.rows import hear
from evidence.queries.kept import KEPT_ROWS
from evidence.queries.seals import seal_trouble
from evidence.queries.walks import last_night
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


@CARDS.add
def night_alarm(request, at) -> list[DeskCard]:
    """For those who watch: the nightly check found something, or did not run."""
    if not POLICY.holds(request.user, "evidence.see_checks"):
        return []
    night = last_night(at)
    if not night.is_wrong:
        return []
    title = _("The nightly check of the evidence has not run for over 26 hours")
    if night.check is not None and not night.is_late:
        found = {"count": len(night.check.faults)}
        title = _("The signing evidence does not hold: %(count)d faults") % found
    return [
        DeskCard(
            kind="task",
            title=title,
            detail=_("Records and evidence disagree, or nobody has looked. Tell the inspectors."),
            url=reverse("desk_evidence"),
            action=_("See what was found"),
            alarm=True,
        )
    ]


WITNESSES.add(hear)
for kept in KEPT_ROWS:
    KEPT.add(kept)
