"""Where people work: administrative divisions (GB/T 2260), the organisation tree, posts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet


class Division(models.Model):
    """An administrative division with its current code (NBS list of 2023)."""

    class Level(models.TextChoices):
        CITY = "city", _("city")
        COUNTY = "county", _("county")
        TOWNSHIP = "township", _("township")

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    kind = models.CharField(_("kind"), max_length=20, help_text=_("As listed: 街道, 镇, 民族乡…"))
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class DivisionAlias(models.Model):
    """Another way a roster writes a division: an old code, a short name."""

    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(_("written as"), max_length=60)

    class Meta:
        verbose_name = _("division alias")
        verbose_name_plural = _("division aliases")
        constraints = [
            models.UniqueConstraint(fields=["division", "text"], name="alias_once_per_division")
        ]

    def __str__(self) -> str:
        return self.text


class OrganisationQuerySet(MP_NodeQuerySet):
    def under(self, *roots: "Organisation") -> "OrganisationQuerySet":
        """The subtrees of `roots`, roots included; nothing when no root is given."""
        wanted = models.Q(pk__in=[])
        for root in roots:
            wanted |= models.Q(path__startswith=root.path)
        return self.filter(wanted)


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):
    def get_queryset(self) -> OrganisationQuerySet:
        # treebeard names its own queryset class here, so from_queryset alone is not enough.
        return OrganisationQuerySet(self.model, using=self._db).order_by("path")


class Organisation(MP_Node):
    """A bureau, a township office or a village committee; the tree that all scopes follow."""

    class Kind(models.TextChoices):
        CITY = "city", _("city bureau")
        COUNTY = "county", _("county bureau")
        TOWNSHIP = "township", _("township or street office")
        VILLAGE = "village", _("village or community committee")

    node_order_by = ["code"]

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="organisations", verbose_name=_("division")
    )

    objects = OrganisationManager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def county_division(self) -> Division | None:
        """The county it lies in; None for the city. Join `division__parent` for lists."""
        division = self.division
        if division.level == Division.Level.CITY:
            return None
        return division if division.level == Division.Level.COUNTY else division.parent


class Post(models.Model):
    """A post 岗位 that an appointment names, such as 社会救助经办."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
