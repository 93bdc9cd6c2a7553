"""The shell's own pages."""

from cms.views import errors, feedback, health, jobs, media, preferences, search, styleguide

__all__ = ["errors", "feedback", "health", "jobs", "media", "preferences", "search", "styleguide"]
