"""Admin pages that give a role and take it back."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.messages import button, render

from cms.lib.acts import ADMIN_PAGE, Act, act_page, act_view, sent
from staff.flows.roles import grant_role, revoke_role
from staff.forms.roles import GrantForm
from staff.models.organisation import Organisation
from staff.models.roles import RoleGrant
from staff.models.user import User
from staff.permissions import POLICY

LIST = "staff_grants:index"


def _given(grant: RoleGrant) -> str:
    look = button(reverse("staff_grants:inspect", args=[grant.pk]), _("Look at it"))
    return render(_("Given: %(grant)s") % {"grant": grant}, [look])


def _give(*, account: User, **values) -> RoleGrant:
    return grant_role(user=account, **values)


GIVE = Act(
    title=gettext_lazy("Give a role"),
    run=_give,
    form=GrantForm,
    button=gettext_lazy("Give the role"),
    done=_given,
    fields={
        "not_to_oneself": "account",
        "account_inactive": "account",
        "holder_out_of_reach": "account",
        "administrators_exclude": "role",
        "already_granted": "role",
        "out_of_reach": "organisation",
        "end_date_missing": "last_day",
        "end_date_passed": "last_day",
    },
    icon="key",
    template=ADMIN_PAGE,
)
TAKE_BACK = Act(
    title=gettext_lazy("Take a role back"),
    run=revoke_role,
    button=gettext_lazy("Take the role back"),
    done=lambda grant: _("Taken back: %(grant)s") % {"grant": grant},
    serious=True,
    icon="key",
    template=ADMIN_PAGE,
)


@act_view
def give(request):
    """The form offers only organisations within reach; the flow checks again."""
    POLICY.require(request.user, "staff.manage_grants")
    reach = Organisation.objects.under(*POLICY.reach(request.user, "staff.manage_grants"))
    form = GrantForm(**sent(request), organisations=reach)
    return act_page(request, GIVE, {}, back=reverse(LIST), form=form)


@act_view
def take_back(request, pk: int):
    """Confirm with a reason; the role ends at once."""
    grants = RoleGrant.objects.select_related("user", "organisation")
    grant = POLICY.get_or_404(request.user, "staff.manage_grants", grants, pk=pk)
    return act_page(request, TAKE_BACK, {"grant": grant}, back=reverse(LIST), text=grant)
