"""The record of one person 一人一档: one's own, and those within HR's and inspectors' reach."""

from datetime import datetime

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from cms.lends import collect_panels
from staff.flows.viewing import note_record_view
from staff.forms.record import RecordForm
from staff.models.member import Member
from staff.models.roles import RoleGrant
from staff.permissions import POLICY
from staff.queries.people import credentials_of, credit_hours

PER_PAGE = 50


@require_safe
def me(request):
    """The own record; accounts that are not on the roster see their name and roles."""
    at = timezone.now()
    member = getattr(request.user, "member", None)
    if member is None:
        grants = RoleGrant.objects.live(at).filter(user=request.user)
        context = {"grants": grants.select_related("organisation"), "at": at}
        return render(request, "staff/account.html", context)
    return render(request, "staff/record.html", _record(request, member, at) | {"own": True})


@require_safe
def person(request, staff_number: str):
    """Another person's record; that somebody looked is written down."""
    members = Member.objects.select_related("organisation", "post", "user")
    member = POLICY.get_or_404(
        request.user, "staff.view_record", members, staff_number=staff_number
    )
    if member.user_id == request.user.pk:
        return redirect("staff:me")
    note_record_view(member=member, by=request.user)
    return render(request, "staff/record.html", _record(request, member, timezone.now()))


def _record(request, member: Member, at: datetime) -> dict:
    earned = credentials_of(member, at)
    years = [day.year for day in earned.datetimes("earned_at", "year", order="DESC")]
    form = RecordForm(request.GET, years=years)
    year = form.value("year") or timezone.localtime(at).year
    if form.value("year"):
        earned = earned.filter(earned_at__year=year)
    if form.value("kind"):
        earned = earned.filter(kind=form.value("kind"))
    return {
        "member": member,
        "appointments": member.appointments.select_related("organisation", "post"),
        "form": form,
        "page": Paginator(earned, PER_PAGE).get_page(request.GET.get("page")),
        "year": year,
        "hours": credit_hours(member, year, at),
        "panels": [
            (panel.title, render_to_string(panel.template, panel.context, request))
            for panel in collect_panels(member, at)
        ],
        "at": at,
    }
