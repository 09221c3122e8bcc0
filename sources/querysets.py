"""What may be asked of many sources."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from sources.models import Source  # noqa: F401 - names the row type below


class SourceQuerySet(models.QuerySet["Source"]):
    """Questions about sources."""

    def for_listing(self) -> Self:
        """All that a list row shows, in one query."""
        return self.select_related("outlet")
