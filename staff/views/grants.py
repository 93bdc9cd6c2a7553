"""Admin pages that give a role and take it back."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.lib.errors import DomainError
from staff.flows.roles import grant_role, revoke_role
from staff.forms.roles import GrantForm, RevokeForm
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.permissions import POLICY

LIST = "staff_grants:index"


def give(request):
    """The form offers only organisations within reach; the flow checks again."""
    POLICY.require(request.user, "staff.manage_grants")
    reach = Organisation.objects.under(*POLICY.reach(request.user, "staff.manage_grants"))
    form = GrantForm(request.POST or None, organisations=reach)
    if request.method == "POST" and form.is_valid():
        try:
            return _given(request, form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "title": _("Give a role"), "action": _("Give the role")}
    return render(request, "staff/admin/role_form.html", context)


def take_back(request, pk: int):
    """Confirm with a reason; the role ends at once."""
    grants = RoleGrant.objects.select_related("user", "organisation")
    grant = POLICY.get_or_404(request.user, "staff.manage_grants", grants, pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            revoke_role(by=request.user, grant=grant, reason=reason, at=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Taken back: %(grant)s") % {"grant": grant})
            return redirect(LIST)
    context = {
        "form": form,
        "title": _("Take a role back"),
        "text": grant,
        "action": _("Take the role back"),
        "serious": True,
    }
    return render(request, "staff/admin/role_form.html", context)


def _given(request, form: GrantForm):
    grant = grant_role(
        by=request.user,
        user=form.cleaned_data["account"],
        role=form.chosen_role,
        organisation=form.cleaned_data["organisation"],
        reason=form.cleaned_data["reason"],
        at=timezone.now(),
        ends_at=form.ends_at,
    )
    messages.success(
        request,
        _("Given: %(grant)s") % {"grant": grant},
        buttons=[
            messages.button(reverse("staff_grants:inspect", args=[grant.pk]), _("Look at it"))
        ],
    )
    return redirect(LIST)
