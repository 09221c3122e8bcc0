"""What claim groups and the care of sources look like in the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from claims.states import MembershipState, ReviewStatus
from newsroom.cursors import PageQuery, Sort
from newsroom.schemas import Strict, Time, Words
from sources.models import Reliability, SourceQuestion
from sources.schemas import SourceName


class GroupRow(Schema):
    """A group in a list."""

    id: UUID
    title: str
    made_by: str = Field(description="`machine` or `person`.")
    created_at: datetime


class GroupPage(Schema):
    """A page of groups, the latest begun first."""

    items: list[GroupRow]
    next: str | None
    previous: str | None


class GroupFilter(PageQuery, row=GroupRow):
    """Which groups."""

    claim: UUID | None = Field(None, description="Groups this claim is in, or suggested for.")


class GroupIn(Strict):
    """A new group."""

    title: Words = Field(min_length=1, max_length=500)


class MemberIn(Strict):
    """A claim to be a member: suggested by anybody, confirmed or rejected by a person."""

    claim: UUID
    state: MembershipState = MembershipState.SUGGESTED
    reason: Words = Field("", max_length=2000)


class VouchIn(Strict):
    """A person's word for an unnamed source, or for an outlet's own voice."""

    source: UUID
    reason: Words = Field(min_length=1, max_length=2000)


class MemberOut(Schema):
    """A confirmed member, its chains from the last speaker to the outlet, and what it adds."""

    claim: UUID
    chains: list[list[SourceName]]
    counted: bool
    hedged: bool


class DiscountOut(Schema):
    """Why a member adds no independent origin."""

    claim: UUID
    reason: str = Field(
        description="`shared_node`, `cites_other`, `merged`, `parent_or_owner`, `wire_copy`, "
        "`unnamed`, `no_source` or `denies`."
    )
    other: UUID | None = Field(description="The member it was compared with.")
    meeting: SourceName | None = Field(description="Where the two meet, or who weakens it.")
    explanation: str


class SaidOut(Schema):
    """Was it said? One speaker and the number of independent ways to them."""

    speaker: SourceName
    independent_relays: int


class DriftOut(Schema):
    """A step of the timeline."""

    claim: UUID
    compared_with: UUID | None
    published_at: datetime | None
    changes: list[str]
    losses: list[str]


class AppearanceOut(Schema):
    """Where a statement first appeared, of what is dated."""

    claim: UUID
    published_at: datetime | None
    outlet: UUID | None


class GroupOut(GroupRow):
    """A group: whether it is true and whether it was said are two questions, with two counts."""

    first_appearance: AppearanceOut | None
    independent_origins: int
    exact: bool = Field(description="False: there may be more, the graph was too large to tell.")
    origins: list[SourceName]
    said: list[SaidOut]
    circular_reporting: list[list[SourceName]]
    members: list[MemberOut]
    suggestions: list[UUID]
    discounts: list[DiscountOut]
    drift: list[DriftOut]


class StatementChange(Schema):
    """One statement in two consecutive versions of an article."""

    from_version: int
    to_version: int
    before: UUID = Field(description="The claim of the older version.")
    after: UUID | None = Field(description="Its successor; null if it was deleted.")
    changes: list[str]
    losses: list[str] = Field(description="Those that made it firmer than it was.")


class ChangesOut(Schema):
    """What happened to an article's statements, version by version."""

    items: list[StatementChange]


class MergeIn(Strict):
    """Which source stands for this one from now on."""

    into: UUID
    reason: Words = Field("", max_length=2000)


class SplitIn(Strict):
    """Which attributions, and names, are another source's."""

    attributions: list[UUID] = Field(min_length=1, max_length=5000)
    name: Words = Field(min_length=1, max_length=500)
    aliases: list[Words] = Field(default_factory=list, max_length=200)
    reason: Words = Field("", max_length=2000)


class MergeQuery(Strict):
    """The source that another one may turn out to be."""

    into: UUID


class MergePreviewOut(Schema):
    """What a merge would move, and what stands against it; with objections it would be refused."""

    source: SourceName
    into: SourceName
    attributions: int
    claims: int
    articles: int
    aliases: list[str] = Field(description="Names that would lead to the other source.")
    merged_before: int = Field(description="Sources that were merged into it before.")
    below: int = Field(description="Sources that are part of it, or owned by it.")
    questions: int = Field(description="Open questions of the inbox about it.")
    objections: list[str]


class SplitPreviewOut(Schema):
    """What a split would move."""

    attributions: int
    nested: int = Field(description="Attributions nested in them, whose chains lead through them.")
    claims: int
    articles: int
    aliases: list[str]


class SourceChangeOut(Schema):
    """What was written down about a source."""

    id: UUID
    kind: str
    source: UUID
    other: UUID | None
    at: datetime


class GradeIn(Strict):
    """A person's judgement of a source."""

    letter: Reliability
    reason: Words = Field(min_length=1, max_length=2000)


class GradeOut(Schema):
    """A grade, for ever."""

    letter: Reliability
    grader: str
    reason: str
    at: datetime


class IntervalOut(Schema):
    """A share of n with its 95 % Wilson interval."""

    k: int
    n: int
    share: float
    low: float
    high: float


class OutcomeOut(Schema):
    """Claims by status; no share where too few are decided."""

    by_status: dict[ReviewStatus, int]
    corroborated: IntervalOut | None = Field(description="null: not enough decided claims.")


class RecordOut(Schema):
    """How a source's claims turned out, as of a moment."""

    source: UUID
    as_of: datetime
    origin: OutcomeOut
    relay: OutcomeOut
    by_anonymity: dict[str, OutcomeOut]
    by_topic: dict[str, OutcomeOut] = Field(
        description="As origin, by what the article is about; `unclear` where nobody knows."
    )
    by_month: dict[str, OutcomeOut] = Field(description="As origin, by month of publication.")
    grades: list[GradeOut]


class RecordQuery(Strict):
    """The record of which moment."""

    as_of: Time | None = Field(None, description="RFC 3339; now if left out.")


class QuestionOut(Schema):
    """An entry of the source inbox."""

    id: UUID
    source: SourceName
    candidate: SourceName
    score: float = Field(description="How likely they are one, from 0 to 1.")
    letters: float | None = Field(description="Trigrams both names share, from 0 to 1.")
    meaning: float | None = Field(
        description="The cosine of their vectors; null until a worker has come by."
    )
    reasons: list[str]
    state: SourceQuestion.State


class QuestionPage(Schema):
    """A page of the open questions, the likeliest first."""

    items: list[QuestionOut]
    next: str | None
    previous: str | None


class QuestionQuery(PageQuery, row=QuestionOut):
    """Which page of the open questions."""

    sorts: ClassVar[Mapping[str, Sort]] = {"likeliest": Sort("score", read=float)}
    sort: Literal["likeliest"] = "likeliest"  # type: ignore[assignment]


class AnswerIn(Strict):
    """A person's answer; with `other`, `to` is the known source that it is."""

    answer: str = Field(pattern="^(same|different|new|other)$", examples=["same"])
    to: UUID | None = None
