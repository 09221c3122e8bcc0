"""What sources look like in the change feed."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from newsroom.changes import Rows
from newsroom.models import User
from sources.models import Source, SourceAlias

COLUMNS = (
    "id",
    "name",
    "kind",
    "anonymity",
    "language",
    "outlet",
    "provisional",
    "merged_into",
    "parent",
    "owner",
    "country",
    "wikidata_id",
    "domains",
    "accounts",
    "notes",
    "created_at",
)


def sources(ids: Collection[UUID], reader: User) -> Rows:  # noqa: ARG001 - every key reads all
    """Sources with their own names; those of a source merged into it stay with that one."""
    alias = JSONObject(surface="surface", language="language", origin="origin")
    aliases = SourceAlias.objects.filter(source=OuterRef("pk")).order_by("surface")
    found = Source.objects.filter(pk__in=ids).values(
        *COLUMNS, names=ArraySubquery(aliases.values(json=alias))
    )
    return {row["id"]: {"aliases": row.pop("names"), **row} for row in found}
