"""The shell's own pages."""

from cms.views import errors, health, jobs, search

__all__ = ["errors", "health", "jobs", "search"]
