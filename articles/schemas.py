"""What articles and their ingestions look like in the API."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from ninja import Schema
from pydantic import Field, model_validator

from articles.states import IngestionKind, IngestionStatus
from articles.storing import Submission
from newsroom.cursors import FieldsQuery, PageQuery
from newsroom.schemas import BulkLine, Language, Strict, Time, Words


class ArticleIn(Strict):
    """An article to bring in: exactly one of url, html and text, and what the sender knows of it.

    What isn't said is read from the page.
    """

    url: Words | None = Field(None, max_length=4096, examples=["https://daily.example/news/1"])
    html: Words | None = Field(None, description="A page as its server sent it.")
    text: Words | None = Field(None, description="Plain text; debris around it may stay.")
    outlet: Words = Field("", max_length=500, description="Who published it.", examples=["Watan"])
    title: Words = Field("", max_length=1000)
    language: Language | None = Field(None, description="BCP 47; found out if not given.")
    published_at: Time | None = None

    @model_validator(mode="after")
    def one_way_in(self) -> Self:
        """Refuse none and several."""
        given = [name for name in ("url", "html", "text") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(
                f"give exactly one of url, html and text, not {' and '.join(given) or 'none'}"
            )
        return self

    def submission(self) -> Submission:
        """What to hand in."""
        kind, body = IngestionKind.URL, ""
        if self.html is not None:
            kind, body = IngestionKind.HTML, self.html
        elif self.text is not None:
            kind, body = IngestionKind.TEXT, self.text
        return Submission(
            kind,
            url=self.url or "",
            body=body.encode(),
            outlet=self.outlet,
            title=self.title,
            language=self.language or "",
            published_at=self.published_at,
        )


class IngestionEventOut(Schema):
    """One step, written when it was reached."""

    status: IngestionStatus
    note: str
    at: datetime


class IngestionOut(Schema):
    """How far an accepted article has come."""

    id: UUID
    url: str = Field(description="Where this ingestion is asked for again.")
    kind: IngestionKind
    status: IngestionStatus
    progress: int = Field(description="Percent.", ge=0, le=100)
    failure: str | None = Field(description="Which rule was broken, for programs.")
    failure_reason: str | None = Field(description="The same in a sentence.")
    is_new: bool | None = Field(
        description="Whether it brought a text that was not the article's current one already."
    )
    article: str | None = Field(description="The article's address in this API, once it is known.")
    article_id: UUID | None
    version: int | None = Field(description="The version of the article that has this text.")
    created_at: datetime
    updated_at: datetime
    events: list[IngestionEventOut]


class AcceptedLine(BulkLine):
    """What became of a line: the accepted article's ingestion, or why it was refused."""

    id: UUID | None = Field(None, description="The ingestion's.")
    url: str | None = Field(None, description="Where to ask how far it has come.")


class OutletOut(Schema):
    """An outlet, as far as a list shows it."""

    id: UUID
    name: str


class ArticleRow(Schema):
    """An article in a list, as its current version has it."""

    id: UUID
    address: str = Field(description="The article's own address; empty for pasted text.")
    outlet: OutletOut | None
    version: int | None
    title: str | None
    language: str | None
    published_at: datetime | None
    created_at: datetime


class ArticlePage(Schema):
    """A page of articles, the latest added first."""

    items: list[ArticleRow]
    next: str | None = Field(description="`cursor` of the page of older ones.")
    previous: str | None = Field(description="`cursor` of the page of newer ones.")


class VersionOut(Schema):
    """One version of an article's text."""

    id: UUID
    number: int
    title: str
    language: str
    published_at: datetime | None
    text_sha256: str = Field(description="Of the text in UTF-8.")
    read_at: datetime | None = Field(description="When its sentences and claims were stored.")
    created_at: datetime


Span = Annotated[list[int], Field(min_length=2, max_length=2)]


class SentenceOut(Schema):
    """A sentence: `text[start:end]`, in code points of the version's text."""

    number: int
    start: int
    end: int
    is_heading: bool


class ArticleOut(Schema):
    """An article with the text and the sentences of one version, and a line for each version."""

    id: UUID
    address: str
    outlet: OutletOut | None
    created_at: datetime
    current: int | None = Field(description="The number of the current version.")
    versions: list[VersionOut]
    version: int | None = Field(description="The version that the following belong to.")
    byline: str | None
    text: str | None
    boilerplate: list[Span] = Field(description="Page debris: [start, end] in code points.")
    sentences: list[SentenceOut]


class ArticleQuery(FieldsQuery, row=ArticleOut):
    """Which of an article's texts."""

    version: int | None = Field(None, ge=1, le=2**31 - 1, description="The current one if none.")


class ArticleFilter(PageQuery, row=ArticleRow):
    """Which articles; all that is given must hold."""

    outlet: UUID | None = Field(None, description="The outlet's id.")
    language: Language | None = None
    url: Words | None = Field(None, max_length=4096, description="The article at this address.")
    published_from: Time | None = Field(None, description="At this time or later.")
    published_before: Time | None = None
