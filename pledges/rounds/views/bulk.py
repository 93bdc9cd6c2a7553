"""HR: remind or exempt the chosen people of a round, or everybody in a unit who has not signed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cms.lib.acts import Act, act_page
from pledges.rounds.flows.ending import exempt_many
from pledges.rounds.flows.reminders import remind_now
from pledges.rounds.forms.rounds import BulkForm, ExemptForm
from pledges.rounds.models.envelope import Envelope
from pledges.rounds.views.desk import asked_words, find_place, find_round
from staff.permissions import POLICY

SHOWN = 50  # names on the page that asks for the reason


@require_POST
def round_bulk(request, pk: int):
    """Remind at once; exempt after a page that names the people and asks for the reason."""
    mine = POLICY.scope(request.user, "rounds.manage_envelope", Envelope.objects.all())
    if not mine.filter(round=pk).exists():
        raise Http404
    round_ = find_round(request, pk)
    place = find_place(request, round_)
    form = BulkForm(request.POST)
    back = redirect(_back(pk, place))
    if not form.is_valid() or not (chosen := _chosen(mine, place, form, request.user)):
        messages.info(request, _("Choose at least one person who has not signed."))
        return back
    if form.cleaned_data["act"] == "remind":
        _remind(request, round_, chosen)
        return back
    return _exempt(request, round_, place, chosen, form.cleaned_data)


def _chosen(mine, place, form: BulkForm, asker) -> list[Envelope]:
    """The unsigned ones among those ticked, within the unit and the asker's reach. Who exempts
    everybody means everybody else.
    """
    waiting = mine.filter(pk__in=place.envelopes.unsigned().values("pk"))
    if not form.cleaned_data["everybody"]:
        waiting = waiting.filter(code__in=form.cleaned_data["codes"])
    elif form.cleaned_data["act"] != "remind":
        waiting = waiting.exclude(member__user=asker)
    return list(waiting.order_by("number"))


def _remind(request, round_, chosen: list[Envelope]) -> None:
    count = remind_now(
        round_=round_,
        envelopes=[envelope.pk for envelope in chosen],
        by=request.user,
        at=timezone.now(),
    )
    if count:
        messages.success(request, asked_words(count))
    else:
        messages.info(request, _("Nobody was left to remind today."))


def _exempt_many(*, reason: str, round_, envelopes, by, at, **_answers) -> int:
    return exempt_many(round_=round_, envelopes=envelopes, reason=reason, by=by, at=at)


EXEMPT = Act(
    title=gettext_lazy("Exempt from signing"),
    run=_exempt_many,
    form=ExemptForm,
    text=gettext_lazy(
        "They are not asked any more in this round. Each exemption is recorded with your name and "
        "the reason, and can be lifted."
    ),
    button=gettext_lazy("Exempt from signing"),
    done=lambda count: _("People exempt: %(count)d.") % {"count": count},
    template="rounds/desk/round_exempt.html",
)


def _exempt(request, round_, place, chosen: list[Envelope], asked: dict):
    """The page that names the people; who comes from it has answered, who comes to it has not."""
    answered = "confirm" in request.POST or asked["reason"]
    start = {**asked, "unit": place.unit.code, "confirm": "1"}
    form = ExemptForm(request.POST) if answered else ExemptForm(initial=start)
    heading = ngettext(
        "Exempt %(count)s person from signing?",
        "Exempt %(count)s people from signing?",
        len(chosen),
    )
    return act_page(
        request,
        EXEMPT,
        {"round_": round_, "envelopes": [envelope.pk for envelope in chosen]},
        back=_back(round_.pk, place),
        form=form,
        heading=heading % {"count": len(chosen)},
        back_label=round_.title,
        count=len(chosen),
        names=[envelope.member_name for envelope in chosen[:SHOWN]],
    )


def _back(pk: int, place) -> str:
    return f"{reverse('desk_pledge_round', args=[pk])}?unit={place.unit.code}"
