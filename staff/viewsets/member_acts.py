"""What is done to one person of the roster: moved, recorded as left, looked at behind the mask."""

from dataclasses import replace

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.lib.acts import Act, act_page, act_view, sent
from staff.flows.members import record_leaving, transfer_member, unmask
from staff.forms.roster import KeptReasonForm, LeaveForm, TransferForm
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.permissions import POLICY

PAGE = "staff/admin/member_act.html"
TRANSFER = Act(
    title=gettext_lazy("Transfer"),
    run=transfer_member,
    form=TransferForm,
    text=gettext_lazy("The present appointment ends the day before; the new one begins that day."),
    button=gettext_lazy("Transfer"),
    done=lambda member: _("%(name)s has been moved.") % {"name": member.name},
    icon="group",
    template=PAGE,
)
LEAVE = Act(
    title=gettext_lazy("Record leaving"),
    run=record_leaving,
    form=LeaveForm,
    text=gettext_lazy(
        "The account closes at once, sessions and roles end. Everything the person has learnt,"
        " signed and passed stays on record. A later roster that names the person opens the"
        " account again."
    ),
    button=gettext_lazy("Record as left"),
    done=lambda member: _("%(name)s is recorded as left.") % {"name": member.name},
    serious=True,
    icon="group",
    template=PAGE,
)
UNMASK = Act(
    title=gettext_lazy("Show ID number and phone"),
    run=unmask,
    form=KeptReasonForm,
    text=gettext_lazy(
        "They are shown once, on the next page. Your name, the time and the reason are kept"
        " and cannot be deleted."
    ),
    button=gettext_lazy("Show"),
    shown="staff/admin/member_unmasked.html",
    icon="group",
    template=PAGE,
)


def _member(request, action: str, pk: int) -> Member:
    joined = ("user", "organisation__division__parent", "post")
    members = Member.objects.select_related(*joined)
    return POLICY.get_or_404(request.user, action, members, pk=pk)


def _page(request, act: Act, member: Member, form=None):
    """The act's page in Wagtail's furniture: the title and the way back."""
    back = reverse("member:inspect", args=[member.pk])
    way = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("member:index"), "label": _("People on the roster")},
        {"url": back, "label": member.name},
        {"url": "", "label": act.title},
    ]
    what = {"member": member}
    return act_page(request, act, what, back=back, form=form, member=member, breadcrumbs_items=way)


@act_view
def transfer(request, pk: int):
    """Move a person to another organisation or post of the same administrator's reach."""
    member = _member(request, "staff.manage_roster", pk)
    roots = POLICY.reach(request.user, "staff.manage_roster")
    form = TransferForm(
        **sent(request),
        organisations=Organisation.objects.under(*roots).order_by("path"),
        initial={
            "organisation": member.organisation_id,
            "post": member.post_id,
            "village": member.village,
            "on": timezone.localdate(),
        },
    )
    return _page(request, TRANSFER, member, form)


@act_view
def leave(request, pk: int):
    """Record that a person has left. Nothing is deleted."""
    member = _member(request, "staff.manage_roster", pk)
    form = LeaveForm(**sent(request), initial={"on": timezone.localdate()})
    return _page(request, LEAVE, member, form)


@act_view
def unmask_member(request, pk: int):
    """Show the whole numbers once, against a reason."""
    act = UNMASK
    if request.method == "POST":
        act = replace(act, title=gettext_lazy("ID number and phone"))
    return _page(request, act, _member(request, "staff.unmask", pk))
