"""Counts of rate limits while the shared cache is away; see `cms.lib.cache`."""

from django.db import models


class Count(models.Model):
    """A row of Django's database cache: its columns are Django's, nobody reads them otherwise."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cms_count"

    def __str__(self) -> str:
        return self.cache_key
