"""The roster in the admin: a list to search and export, one page per person, three acts."""

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from staff.flows.registers import ROSTER, county_name
from staff.models.member import Member
from staff.models.organisation import Organisation
from staff.permissions import POLICY
from staff.viewsets.member_acts import leave, transfer, unmask_member
from staff.viewsets.scoped import ReadOnlyViewSet, ScopedIndexView, may

JOINED = ("user", "organisation__division__parent", "post")


class MemberFilterSet(WagtailFilterSet):
    """County, category and status; the counties offered are those with people in reach."""

    county = django_filters.ModelChoiceFilter(
        label=gettext_lazy("County"), queryset=Organisation.objects.none(), method="in_county"
    )

    class Meta:
        model = Member
        fields = ["county", "category", "status"]

    def __init__(self, *args, request=None, **kwargs) -> None:
        super().__init__(*args, request=request, **kwargs)
        roots = POLICY.reach(request.user, "staff.list_members")
        counties = Organisation.objects.under(*roots).filter(kind=Organisation.Kind.COUNTY)
        self.filters["county"].queryset = counties
        if not counties:
            del self.filters["county"]

    def in_county(self, members: QuerySet, _name: str, county: Organisation) -> QuerySet:
        return members.filter(organisation__path__startswith=county.path)


class MemberIndexView(ScopedIndexView):
    template_name = "staff/admin/roster_list.html"
    page_title = gettext_lazy("People on the roster")
    default_ordering = "staff_number"
    filterset_class = MemberFilterSet
    is_searchable = True

    def get_base_queryset(self) -> QuerySet:
        members = super().get_base_queryset().select_related(*JOINED)
        return members if self.is_export else members.defer("id_number", "mobile")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        """By part of the name, the staff number's beginning, or a whole ID number or phone."""
        words = self.search_query.strip()
        if not words:
            return queryset
        known = Member.objects.with_identity(words).values("pk")
        return queryset.filter(
            Q(name__icontains=words) | Q(staff_number__istartswith=words) | Q(pk__in=known)
        )


class MemberInspectView(generic.InspectView):
    template_name = "staff/admin/member.html"
    page_title = gettext_lazy("Person")

    def get_object(self, queryset=None) -> Member:
        return get_object_or_404(Member.objects.select_related(*JOINED), pk=self.pk)

    def get_context_data(self, **kwargs) -> dict:
        member = self.object
        return super().get_context_data(
            member=member,
            county=county_name(member),
            appointments=member.appointments.select_related("organisation", "post"),
            changes=member.changes.select_related("by")[:20],
            may_unmask=POLICY.may(self.request.user, "staff.unmask", member),
            **kwargs,
        )

    @property
    def header_buttons(self) -> list:
        member, user = self.object, self.request.user
        if not member.is_active or not POLICY.may(user, "staff.manage_roster", member):
            return []
        return [
            self._button(_("Transfer"), "transfer", "arrow-right", 10),
            self._button(_("Record leaving"), "leave", "logout", 20),
            HeaderButton(
                _("New one-time code"),
                url=f"{reverse('staff_new_code')}?account={member.staff_number}",
                icon_name="key",
                priority=30,
            ),
        ]

    def _button(self, label: str, act: str, icon: str, priority: int) -> HeaderButton:
        url = reverse(f"member:{act}", args=[self.object.pk])
        return HeaderButton(label, url=url, icon_name=icon, priority=priority)


class MemberViewSet(ReadOnlyViewSet):
    """Read-only: rows change by import and by the acts above, never by an edit form."""

    model = Member
    actions = may("staff.list_members")
    register = ROSTER
    name = "member"
    url_prefix = "roster/people"
    icon = "group"
    menu_label = gettext_lazy("People")
    menu_name = "roster-people"
    list_per_page = 50
    index_view_class = MemberIndexView
    inspect_view_class = MemberInspectView
    list_display = [
        TitleColumn(
            "staff_number",
            label=gettext_lazy("Staff number"),
            sort_key="staff_number",
            classname="title roster-keep",
            get_url=lambda m: reverse("member:inspect", args=[m.pk]),
        ),
        Column("name", label=gettext_lazy("Name"), sort_key="name", classname="roster-keep"),
        Column(
            "county",
            label=gettext_lazy("County"),
            accessor=county_name,
            classname="roster-wide",
        ),
        Column(
            "organisation",
            label=gettext_lazy("Organisation"),
            accessor="organisation.name",
            sort_key="organisation__path",
        ),
        Column("post", label=gettext_lazy("Post"), accessor="post.name", sort_key="post__name"),
        Column(
            "category",
            label=gettext_lazy("Category"),
            accessor="get_category_display",
            sort_key="category",
            classname="roster-wide",
        ),
        Column(
            "status",
            label=gettext_lazy("Status"),
            accessor="get_status_display",
            sort_key="status",
            classname="roster-wide",
        ),
    ]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("transfer/<int:pk>/", transfer, name="transfer"),
            path("leave/<int:pk>/", leave, name="leave"),
            path("unmask/<int:pk>/", unmask_member, name="unmask"),
        ]
