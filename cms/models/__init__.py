"""Models of the site shell."""

from cms.models.jobs import Job

__all__ = ["Job"]
