"""Who cites a legal basis, asked of every app, so that all of it can be retired together."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from cms.lends import CITATIONS, Cited, Finder


@dataclass(frozen=True)
class CitedRow:
    """A line of the report."""

    kind: str
    title: str
    url: str
    live: bool
    basis: str
    status: str
    retired_on: object


def cited_by_pages(model: type) -> Finder:
    """The finder for a page type with `citations`."""

    def find(bases: QuerySet) -> Iterable[Cited]:
        links = model._meta.get_field("citations").related_model.objects
        rows = links.filter(basis__in=bases).values_list(
            "page__pk", "page__title", "page__live", "basis_id"
        )
        for pk, title, live, basis_id in rows.order_by("page__title", "basis_id"):
            yield Cited(title, reverse("wagtailadmin_pages:edit", args=[pk]), basis_id, live)

    return find


def rows_citing(bases: QuerySet) -> list[CitedRow]:
    """Everything that cites one of `bases`, kind by kind; one query per kind."""
    by_id = {basis.pk: basis for basis in bases}
    found = []
    for lent in CITATIONS:
        for label, find in lent():
            for cited in find(bases):
                basis = by_id[cited.basis_id]
                found.append(
                    CitedRow(
                        kind=str(label),
                        title=cited.title,
                        url=cited.url,
                        live=cited.live,
                        basis=f"《{basis.law}》{basis.article}（{basis.version}）",
                        status=str(basis.get_status_display()),
                        retired_on=basis.retired_on,
                    )
                )
    return found
