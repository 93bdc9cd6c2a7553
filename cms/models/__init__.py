"""Models of the site shell, one aggregate per file."""

from cms.models import (
    base,
    basis,
    counts,
    feedback,
    jobs,
    notices,
    pages,
    policies,
    review,
    settings,
)

__all__ = [
    "base",
    "basis",
    "counts",
    "feedback",
    "jobs",
    "notices",
    "pages",
    "policies",
    "review",
    "settings",
]
