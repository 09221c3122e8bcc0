"""What may be asked of many sources."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from sources.names import fold

if TYPE_CHECKING:
    from sources.models import Source, SourceQuestion  # noqa: F401 - name the row types below


class SourceQuerySet(models.QuerySet["Source"]):
    """Questions about sources."""

    def for_listing(self) -> Self:
        """All that a list row shows, in one query."""
        return self.select_related("outlet")

    def named(self, query: str) -> Self:
        """Those of whose names one has every word of the query, however it is spelled."""
        from sources.models import SourceAlias

        words = [Q(folded__contains=word) for word in fold(query).split()]
        alias = SourceAlias.objects.filter(*words, source=OuterRef("pk"))
        return self.filter(Q(*words) | Exists(alias)) if words else self

    def known_as(self, name: str, outlet: "Source | None") -> list["Source"]:
        """The standing sources of this very name, however it is spelled, of whatever kind.

        Unnamed people are known in their own outlet alone. Those that people have looked at come
        before those that the machine made.
        """
        from sources.models import SourceAlias

        alias = SourceAlias.objects.filter(folded=fold(name)).values("source")
        bearers = self.filter(Q(folded=fold(name)) | Q(pk__in=alias))
        found = {
            one.pk: one
            for bearer in bearers.select_related("merged_into").order_by("pk")
            if (one := bearer.merged_into or bearer).outlet_id in (None, outlet and outlet.pk)
        }
        confirmed = [one for one in found.values() if not one.provisional]
        return confirmed or list(found.values())

    def cluster(self, source_id: UUID) -> list[UUID]:
        """The ids of a source and of all that were merged into it."""
        both = self.filter(models.Q(pk=source_id) | models.Q(merged_into=source_id))
        return list(both.order_by("pk").values_list("pk", flat=True))

    def standing(self) -> Self:
        """Those that weren't merged into another."""
        return self.filter(merged_into=None)


class SourceQuestionQuerySet(models.QuerySet["SourceQuestion"]):
    """Questions about the source inbox."""

    def to_answer(self) -> Self:
        """Those still open, the likeliest first; none whose two have become one elsewhere."""
        opened = self.filter(state="open", source__merged_into=None)
        return opened.exclude(candidate__merged_into=F("source"))
