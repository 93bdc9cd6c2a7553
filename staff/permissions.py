"""The one object that answers every "may X see Y".

A rule says which roles reach an action over their subtree, how a row leads to its
organisation, and how it leads to its own person. Lists and single objects are judged by the
same query, so they cannot disagree; what a person may not see does not exist (404).
"""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.forms import BaseForm
from django.http import Http404
from django.utils import timezone

from cms.models.basis import LegalBasis
from staff.engine.roles import Role
from staff.models.organisation import Organisation, Post
from staff.models.roles import RoleGrant
from staff.models.roster import RosterImport
from staff.models.user import User


@dataclass(frozen=True)
class Rule:
    """`organisation` and `owner` are lookups from the row ("" means the row itself).

    None switches that way in off; several lookups in a tuple are several ways in, one of which
    is enough. Where all that a row leads to must lie in the reach, `within` says so: from the tops
    of the reach to the rows. `sitewide` roles reach every row, wherever the grant stands. Reach
    over `things` alone (items, papers) asks for no second factor; reach over people always does.
    """

    action: str
    roles: frozenset[Role] = frozenset()
    organisation: str | tuple[str, ...] | None = None
    owner: str | None = None
    sitewide: bool = False
    things: bool = False
    within: Callable[[Sequence[Organisation]], Q] | None = None

    @property
    def ways(self) -> tuple[str, ...]:
        if self.organisation is None:
            return ()
        return (self.organisation,) if isinstance(self.organisation, str) else self.organisation


def _join(prefix: str, lookup: str) -> str:
    return f"{prefix}__{lookup}" if prefix else lookup


class Policy:
    """Rules by action. Unknown actions raise KeyError: a typing mistake never opens a door."""

    def __init__(self) -> None:
        self._rules: dict[str, Rule] = {}

    def register(self, *rules: Rule) -> None:
        for rule in rules:
            self._rules[rule.action] = rule

    @property
    def rules(self) -> dict[str, Rule]:
        return dict(self._rules)

    def grants(self, user: User) -> list[RoleGrant]:
        """The user's live grants, read once per request (the user object is per request)."""
        if not user.is_authenticated or not user.is_active:
            return []
        if user.live_grants is None:
            live = RoleGrant.objects.live(timezone.now()).filter(user=user)
            user.live_grants = list(live.select_related("organisation"))
        return user.live_grants

    def roots(self, user: User, roles: Iterable[Role]) -> list[Organisation]:
        """The tops of the subtrees over which the user holds one of `roles`."""
        wanted = set(roles)
        return [grant.organisation for grant in self.grants(user) if grant.role in wanted]

    def reach(self, user: User, action: str) -> list[Organisation]:
        rule = self._rules[action]
        roots = self.roots(user, rule.roles)
        if roots and not rule.things and self.lacks_factor(user):
            user.factor_withheld = True
            return []
        return roots

    def lacks_factor(self, user: User) -> bool:
        """Whether the door asks this user for a second factor that they have not set up."""
        if not user.factor_asked:
            return False
        if user.has_factor is None:
            user.has_factor = Authenticator.objects.filter(user=user).exists()
        return not user.has_factor

    def held_back(self, user: User) -> bool:
        """Whether the user has reach over people that opens with a second factor only."""
        roles = {grant.role for grant in self.grants(user)}
        people = any(roles & rule.roles for rule in self._rules.values() if not rule.things)
        return people and self.lacks_factor(user)

    def tops(self, user: User, action: str) -> list[Organisation]:
        """The reach without repeats and without subtrees of subtrees, in tree order."""
        found: list[Organisation] = []
        for root in sorted(self.reach(user, action), key=lambda root: root.path):
            if not any(root.path.startswith(top.path) for top in found):
                found.append(root)
        return found

    def holds(self, user: User, action: str) -> bool:
        """Whether the user has `action` over any subtree at all: for menus and create pages."""
        return bool(self.reach(user, action))

    def holds_citywide(self, user: User, action: str) -> bool:
        """Whether the user has `action` over the whole tree: what is one for all is theirs."""
        return any(root.depth == 1 for root in self.reach(user, action))

    def condition(self, user: User, action: str) -> Q:
        rule = self._rules[action]
        wanted = Q(pk__in=[])
        if not user.is_authenticated or not user.is_active:
            return wanted
        if rule.owner is not None:
            wanted |= Q(**{_join(rule.owner, "pk"): user.pk})
        roots = self.reach(user, action)
        if rule.sitewide and roots:
            return Q()
        if rule.within is not None and roots:
            wanted |= rule.within(roots)
        for lookup in rule.ways:
            for root in roots:
                wanted |= Q(**{_join(lookup, "path__startswith"): root.path})
        return wanted

    def scope(self, user: User, action: str, queryset: QuerySet) -> QuerySet:
        """`queryset` narrowed to the rows for which the user has `action`."""
        narrowed = queryset.filter(self.condition(user, action))
        # Several ways may lead through to-many relations: a row still counts once.
        return narrowed.distinct() if len(self._rules[action].ways) > 1 else narrowed

    def may(self, user: User, action: str, row: Model) -> bool:
        return self.scope(user, action, type(row)._default_manager.filter(pk=row.pk)).exists()

    def get_or_404(self, user: User, action: str, queryset: QuerySet, **lookup: object) -> Model:
        """One row the user may see. Raises Http404 for absent and for forbidden rows alike."""
        row = self.scope(user, action, queryset).filter(**lookup).first()
        if row is None:
            raise Http404
        return row

    def require(self, user: User, action: str) -> None:
        """Raises Http404 unless the user holds `action` somewhere."""
        if not self.holds(user, action):
            raise Http404


class Narrowed:
    """What a foreign key to a model offers in forms, filters and choosers: each app registers
    its models, so that a list never names what its reader may not see.
    """

    def __init__(self) -> None:
        self._actions: dict[type[Model], str] = {}

    def add(self, model: type[Model], action: str) -> None:
        """Offer the rows of `model` for which the user has `action`; "" offers all of them."""
        self._actions[model] = action

    def knows(self, model: type[Model]) -> bool:
        return model is Organisation or model in self._actions

    def narrow(self, user: User, queryset: QuerySet, action: str) -> QuerySet:
        """The choices that `queryset` holds for `user`; organisations are those where `user` has
        `action`, what the asking screen asks. Raises KeyError for a model nobody registered.
        """
        if queryset.model is Organisation:
            return queryset.filter(pk__in=Organisation.objects.under(*POLICY.reach(user, action)))
        own = self._actions[queryset.model]
        return POLICY.scope(user, own, queryset) if own else queryset

    def narrow_form(
        self, user: User, form: BaseForm, action: str, own: Container[str] = ()
    ) -> None:
        """Narrow every field of `form` that offers rows, but the `own` ones: those were made
        with choices that are narrow already.
        """
        for name, field in form.fields.items():
            offered: Any = field
            if getattr(offered, "queryset", None) is not None and name not in own:
                offered.queryset = self.narrow(user, offered.queryset, action)


def accounts_within(roots: Sequence[Organisation]) -> Q:
    """Accounts that lie whole under `roots`: the place on the roster and every role not yet ended.

    One role elsewhere is enough to belong to those above, and a role that has ended opens
    nothing. An account without any place belongs to whoever looks after the whole tree.
    """
    if any(root.depth == 1 for root in roots):
        return Q(pk__isnull=False)  # all of them: an empty Q would vanish from an "or"
    places = Organisation.objects.under(*roots)
    roles = RoleGrant.objects.not_ended(timezone.now()).filter(user=OuterRef("pk"))
    at_home = Q(member__isnull=True) & Exists(roles) | Q(member__organisation__in=places)
    return at_home & ~Exists(roles.exclude(organisation__in=places)) & Q(is_superuser=False)


POLICY = Policy()
NARROWED = Narrowed()
READERS = frozenset({Role.HR, Role.INSPECTOR})
POLICY.register(
    Rule("staff.view_member", READERS | {Role.ACCOUNTS}, organisation="organisation", owner="user"),
    # The record 一人一档 is business data: the accounts administrator keeps the roster without it.
    Rule("staff.view_record", READERS, organisation="organisation", owner="user"),
    Rule("staff.list_members", READERS | {Role.ACCOUNTS}, organisation="organisation"),
    Rule("staff.manage_roster", frozenset({Role.ACCOUNTS}), organisation="organisation"),
    # Who moved is of interest where they came from as much as where they went.
    Rule(
        "staff.list_changes",
        READERS | {Role.ACCOUNTS},
        organisation=("organisation", "from_organisation"),
    ),
    # Accounts off the roster (trainers, administrators) belong where they hold their roles.
    Rule("staff.manage_account", frozenset({Role.ACCOUNTS}), within=accounts_within),
    # The second person for an administrator's account and for a lost second factor.
    Rule(
        "staff.confirm_account",
        frozenset({Role.ACCOUNTS, Role.PERMISSIONS}),
        within=accounts_within,
    ),
    # On accounts: to whom a role may be given; on grants, below, which may be taken back.
    Rule("staff.grant_to", frozenset({Role.PERMISSIONS}), within=accounts_within),
    Rule("staff.view_organisation", READERS | {Role.ACCOUNTS}, organisation=""),
    Rule("staff.unmask", READERS, organisation="organisation"),
    Rule("staff.manage_grants", frozenset({Role.PERMISSIONS}), organisation="organisation"),
    Rule("staff.view_log", frozenset({Role.AUDIT}), sitewide=True),
)

# One list for the whole city: everybody chooses from all of it.
NARROWED.add(Post, "")
NARROWED.add(LegalBasis, "")


def imports_of(user: User) -> QuerySet[RosterImport]:
    """Roster imports the user may open: the own ones; over the whole tree, everybody's."""
    roots = POLICY.reach(user, "staff.manage_roster")
    if any(root.depth == 1 for root in roots):
        return RosterImport.objects.all()
    return RosterImport.objects.filter(uploaded_by=user if roots else None)
