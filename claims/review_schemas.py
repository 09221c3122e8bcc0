"""What the review of claims looks like in the API."""

from datetime import date, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from claims.evidence_models import EvidenceKind, SnapshotState, Stance
from claims.review_models import EventKind, Outcome, Settles
from claims.states import Manner, ReviewStatus
from newsroom.cursors import PageQuery
from newsroom.schemas import BulkLine, Flag, Strict, Whole, Words

FinalVerdict = Literal["corroborated", "unverified", "disputed", "refuted", "not_checkable"]
Text = Words


class PersonOut(Schema):
    """A colleague, or a program's robot."""

    id: UUID
    username: str


class EvidenceOut(Schema):
    """Something that bears on a claim, with what became of its snapshot."""

    id: UUID
    stance: Stance
    kind: EvidenceKind
    is_primary: bool
    url: str | None
    cited_claim: UUID | None
    quote: str | None
    note: str | None
    added_by: PersonOut
    added_at: datetime
    snapshot: SnapshotState
    snapshot_sha256: str | None = Field(description="The hash under which the bytes are stored.")
    failure: str | None = Field(description="Why the link could not be stored.")
    quote_found: bool | None = Field(description="Whether the snapshot has the quote verbatim.")
    withdrawn: str | None = Field(description="Why it was withdrawn; null while it stands.")


class DecisionOut(Schema):
    """One person's verdict."""

    id: UUID
    round: int
    verdict: ReviewStatus
    decider: PersonOut
    rationale: str
    evidence: list[UUID]
    settled_by: Settles | None = Field(description="What would settle an unverified claim.")
    settled_how: str | None
    settler: UUID | None
    settle_due: date | None
    credibility: int | None
    override: str | None
    needs_approval: bool
    outcome: Outcome | None = Field(description="What a second person said; null before that.")
    at: datetime


class ReviewOut(Schema):
    """Where a claim is in its review. `revision` is also the ETag, as `"r7"`."""

    claim: UUID
    text: str
    language: str
    status: ReviewStatus
    revision: int
    round: int
    desk: str | None
    priority_parts: dict[str, int] = Field(description="Points by reason; the sum is the urgency.")
    pinned: bool
    leased_to: PersonOut | None
    leased_until: datetime | None
    assigned_to: PersonOut | None
    open_since: datetime
    decisions: list[DecisionOut] = Field(
        description="The latest first. A first opinion is kept from who may give the second."
    )
    evidence: list[EvidenceOut]


class EventOut(Schema):
    """One step of the review, as the chained history has it."""

    number: int
    kind: EventKind
    actor: PersonOut | None = Field(description="Null: Musnad itself.")
    old: ReviewStatus
    new: ReviewStatus
    note: str
    details: dict[str, Any]
    at: datetime
    hash: str
    previous_hash: str


class CommentOut(Schema):
    """What a colleague wrote."""

    id: UUID
    author: PersonOut
    text: str
    at: datetime


class EventPage(Schema):
    """A page of a history, the first step first."""

    items: list[EventOut]
    next: str | None
    previous: str | None


class EventQuery(PageQuery, row=EventOut):
    """Which page of a history."""

    key: ClassVar[str] = "number"
    key_type: ClassVar[type[int]] = int
    sort: Literal["newest", "oldest"] = "oldest"


class CommentPage(Schema):
    """A page of comments, the first written first."""

    items: list[CommentOut]
    next: str | None
    previous: str | None


class CommentQuery(PageQuery, row=CommentOut):
    """Which page of comments."""

    sort: Literal["newest", "oldest"] = "oldest"


class EvidenceIn(Strict):
    """Evidence to add: a link, a claim of the tracker, or a note of a call."""

    stance: Stance
    kind: EvidenceKind
    url: Text = ""
    cited_claim: UUID | None = None
    quote: Text = ""
    note: Text = ""
    is_primary: Flag = False


class WithdrawIn(Strict):
    """Why evidence is withdrawn."""

    because: Text


class DecisionIn(Strict):
    """A verdict. An unverified one says what would settle it, whose task that is, until when."""

    verdict: FinalVerdict
    rationale: Text
    evidence: list[UUID] = []
    settled_by: Settles | None = None
    settled_how: Text = ""
    settler: UUID | None = None
    settle_due: date | None = None
    credibility: Whole | None = Field(None, ge=1, le=6)
    override: Text = Field("", description="An editor's reason to corroborate without two origins.")
    revision: Whole | None = Field(None, description="The one you saw; If-Match says the same.")


class ClaimDecisionIn(DecisionIn):
    """A verdict in bulk, with the claim it is about."""

    claim: UUID


class DecidedLine(BulkLine):
    """What became of a line: the claim as it is now, or why it was refused."""

    claim: UUID | None = None
    decision: UUID | None = None
    claim_status: ReviewStatus | None = None
    revision: int | None = None
    current: dict[str, Any] | None = None


class ApprovalIn(Strict):
    """A second person's word on a decision; for `decided_differently` with the other verdict."""

    decision: UUID
    outcome: Outcome
    comment: Text = ""
    differently: DecisionIn | None = None
    revision: Whole | None = Field(None, description="The one you saw; If-Match says the same.")


class ReopenIn(Strict):
    """Why a decided claim is re-opened."""

    reason: Text
    revision: Whole | None = None


class CommentIn(Strict):
    """A comment; `@name` calls a colleague."""

    text: Text


class SpansIn(Strict):
    """Places of an attribution's words: [start, end] in code points of the version's text."""

    source: list[tuple[Whole, Whole]] = []
    cue: list[tuple[Whole, Whole]] = []
    content: list[tuple[Whole, Whole]]


class AttributionIn(Strict):
    """Who says what, as a person marks it; all of it, since it takes the old one's place."""

    source: UUID
    spans: SpansIn
    manner: Manner = Manner.INDIRECT
    channel: Text = ""
    cue_class: Text = "asserts"
    hedge: Text = ""
    chain: list[UUID] = Field(
        [], description="The last speaker first. Empty: the source, those of `via`, the outlet."
    )
    via: UUID | None = Field(None, description="The attribution it is nested in.")
