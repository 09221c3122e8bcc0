"""What sources look like in the API."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from newsroom.cursors import PageQuery
from newsroom.schemas import BulkLine, Strict, Words
from sources.models import Anonymity, SourceKind


class SourceName(Schema):
    """A source, as far as one has to know to show it."""

    id: UUID
    name: str


class SourceRow(SourceName):
    """A source in a list."""

    kind: SourceKind
    anonymity: Anonymity
    language: str = Field(description="Of the name; empty if unknown.")
    outlet: SourceName | None = Field(description="Whose unnamed people these are.")
    provisional: bool = Field(description="Made by the machine; nobody has looked yet.")
    created_at: datetime


class SourcePage(Schema):
    """A page of sources, the latest made first."""

    items: list[SourceRow]
    next: str | None = Field(description="`cursor` of the page of older ones.")
    previous: str | None = Field(description="`cursor` of the page of newer ones.")


class SourceChange(Strict):
    """What may be said of a source; what is left out stays as it is."""

    name: Words | None = Field(None, max_length=500)
    kind: SourceKind | None = None
    anonymity: Anonymity | None = None
    language: str | None = Field(None, max_length=35)
    country: str | None = Field(None, description="ISO 3166, such as LY.", examples=["LY"])
    wikidata_id: str | None = Field(None, description="Such as Q42.", examples=["Q1065"])
    domains: list[Words] | None = Field(None, max_length=50)
    accounts: list[Words] | None = Field(None, max_length=50)
    notes: Words | None = Field(None, max_length=10_000)
    outlet: UUID | None = Field(None, description="Whose unnamed people these are; nobody else's.")
    parent: UUID | None = Field(None, description="The body, channel or ministry it is part of.")
    owner: UUID | None = None
    reason: Words = Field("", max_length=2000)


class SourceIn(SourceChange):
    """A new source."""

    name: Words = Field(max_length=500)
    kind: SourceKind


class SourceLine(BulkLine):
    """What became of a line: the new source, or why it was refused."""

    id: UUID | None = None
    url: str | None = None


class AliasIn(Strict):
    """Another name of a source."""

    surface: Words = Field(max_length=500)
    language: str = Field("", max_length=35)


class AliasQuery(Schema):
    """Which name."""

    surface: Words = Field(max_length=500)


class AliasOut(Schema):
    """A string under which a source was seen."""

    surface: str
    language: str
    origin: str = Field(description="`machine` or `person`.")
    count: int = Field(description="In how many articles it was seen.")


class SourceOut(SourceRow):
    """A source with all its names, those of sources merged into it among them."""

    merged_into: UUID | None = Field(description="The source that stands for this one now.")
    parent: UUID | None
    owner: UUID | None
    country: str
    wikidata_id: str | None
    domains: list[str]
    accounts: list[str]
    notes: str
    aliases: list[AliasOut]


class SourceFilter(PageQuery, row=SourceRow):
    """Which sources; all that is given must hold."""

    kind: SourceKind | None = None
    anonymity: Anonymity | None = None
    outlet: UUID | None = Field(None, description="Unnamed people of this outlet.")
    provisional: bool | None = None
    q: Words | None = Field(
        None,
        max_length=200,
        description="A name or alias, however it is spelled.",
        examples=["حفتر"],
    )
