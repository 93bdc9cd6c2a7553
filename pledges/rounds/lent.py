"""What this app lends to the shared pages; found when the apps are ready."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.lends import (
    AREAS,
    CARDS,
    CITATIONS,
    FIGURES,
    PANELS,
    SETUPS,
    Area,
    DeskCard,
    Figure,
    RecordPanel,
)
from cms.queries.citations import Cited
from evidence.subjects import CHAINS, CONTRADICTIONS, KEPT, SUBJECTS, ChainKind
from pledges.rounds.flows import site
from pledges.rounds.flows.reminders import ENVELOPES
from pledges.rounds.flows.subject import PLEDGES
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.models.template import VersionBasis
from pledges.rounds.queries import envelopes
from pledges.rounds.queries.kept import KEPT_ROWS
from pledges.rounds.queries.records import credential_faults, number_faults
from pledges.rounds.queries.reminders import subject_of
from reminders.queries.reminders import last_shown
from reminders.subjects import REMINDABLE
from staff.permissions import POLICY


@CARDS.add
def due_pledges(request, at) -> list[DeskCard]:
    due = Envelope.objects.due().filter(member__user=request.user).select_related("round__version")
    waiting = list(due)
    shown = last_shown([subject_of(envelope.code) for envelope in waiting])
    return [
        DeskCard(
            kind="pledge",
            title=envelope.round.version.title,
            detail=_detail(envelope, shown.get(subject_of(envelope.code))),
            url=reverse("pledge", args=[envelope.code]),
            action=_("Read and sign"),
            due_at=envelope.round.due_at,
        )
        for envelope in waiting
    ]


def _detail(envelope: Envelope, reminded: datetime | None) -> str:
    """The round, and when the person was last reminded of it: this card is the notice."""
    if reminded is None:
        return envelope.round.title
    day = date_format(timezone.localtime(reminded), "DATE_FORMAT")
    return _("%(round)s · you were reminded on %(day)s") % {
        "round": envelope.round.title,
        "day": day,
    }


REMINDABLE.add(ENVELOPES)


@FIGURES.add
def signed_this_year() -> Figure:
    """承诺书: members asked to sign this year, and of them who signed."""
    return Figure(
        code="pledge",
        title=gettext_lazy("Pledges"),
        done_label=gettext_lazy("signed"),
        open_label=gettext_lazy("not signed"),
        due=lambda members, at: envelopes.due_members(members, timezone.localdate(at).year),
        done=lambda members, at: envelopes.done_members(members, timezone.localdate(at).year),
        order=30,
    )


@PANELS.add
def pledges_panel(member, at) -> RecordPanel:
    return RecordPanel(
        title=_("Pledges"),
        template="rounds/components/record_panel.html",
        context={"envelopes": list(envelopes.my_envelopes(member)[:10])},
        order=40,
    )


@AREAS.add
def areas(request) -> list[Area]:
    found = []
    if getattr(request.user, "member", None) is not None:
        found.append(Area(_("Pledges"), reverse("pledges"), "pen", 40))
    if POLICY.holds(request.user, "rounds.list_envelopes"):
        found.append(Area(_("Signing rounds"), reverse("desk_pledges"), "file", 65))
    return found


def cited_by_versions(bases) -> list[Cited]:
    links = VersionBasis.objects.filter(basis__in=bases).select_related("version")
    return [
        Cited(
            title=str(link.version),
            url=reverse("pledge_versions:inspect", args=[link.version_id]),
            basis_id=link.basis_id,
            live=link.version.is_published,
        )
        for link in links
    ]


@CITATIONS.add
def citations() -> list:
    return [(gettext_lazy("pledge"), cited_by_versions)]


SETUPS.add(site.set_up, order=50)


SUBJECTS.add(PLEDGES)
CHAINS.add(ChainKind("round", PLEDGES.events))
CHAINS.add(ChainKind("version", PLEDGES.events))
CONTRADICTIONS.add(credential_faults)
CONTRADICTIONS.add(number_faults)
for kept in KEPT_ROWS:
    KEPT.add(kept)
