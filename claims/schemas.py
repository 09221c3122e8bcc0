"""What claims look like in the API."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Final, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from claims.review_schemas import EventOut, EvidenceOut
from claims.states import MadeBy, Manner, MembershipState, ReviewStatus
from newsroom.cursors import NEWEST_OR_OLDEST, FieldsQuery, PageQuery, Sort
from newsroom.schemas import Language, Time, Words
from sources.models import Anonymity, SourceKind
from sources.schemas import SourceName

# What each value of `expand` adds to a claim.
EXPANSIONS: Final = {
    "chain": ("targets", "attributions"),
    "group": ("groups",),
    "evidence": ("evidence",),
    "history": ("history",),
}
EXPANDABLE: Final = frozenset(name for names in EXPANSIONS.values() for name in names)
_PARTS: Final = "|".join(EXPANSIONS)


class HopOut(SourceName):
    """One who passed the words on."""

    kind: SourceKind
    anonymity: Anonymity


class ChainOut(Schema):
    """Who says a claim, and through whom it reached the reader."""

    attribution: UUID
    chain: list[HopOut] = Field(description="The last speaker first, the outlet last.")
    manner: Manner
    channel: str | None = Field(examples=["tweet"])
    inherited: bool = Field(description="The sentence has no cue of its own.")
    confidence: float = Field(ge=0, le=1)
    made_by: MadeBy


class TextPositionSelector(Schema):
    """Words by their place (W3C Web Annotation): half open, in code points."""

    type: Literal["TextPositionSelector"]
    start: int
    end: int


class TextQuoteSelector(Schema):
    """Words by themselves and up to 32 code points around them (W3C Web Annotation)."""

    type: Literal["TextQuoteSelector"]
    exact: str
    prefix: str
    suffix: str


class Target(Schema):
    """Words of one version of an article."""

    source: str = Field(description="The version's address in this API.")
    version: int
    selector: tuple[TextPositionSelector, TextQuoteSelector]


class Evidence(Schema):
    """Words a decision rests on, by their place in the version's text."""

    start: int
    end: int


class Why(Schema):
    """What decided, and on which words."""

    rule: str
    evidence: list[Evidence]


class AttributionOut(Schema):
    """Who says the claim's words, where the text says so, and who found that."""

    id: UUID
    source: HopOut
    source_name: str = Field(description="What the page calls the source, at its fullest.")
    spans: dict[Literal["source", "cue", "content"], list[Target]]
    chain: list[HopOut] = Field(description="The last speaker first, the outlet last.")
    via: UUID | None = Field(description="The attribution this one is nested in or relayed by.")
    manner: Manner
    channel: str | None
    cue_class: str
    hedge: str | None
    inherited: bool
    confidence: float = Field(ge=0, le=1)
    made_by: MadeBy
    extractor: str | None = Field(description="The machine's version; null for a person's.")
    person: str | None = Field(description="The person's user name; null for a machine's.")
    why: Why
    created_at: datetime


class ArticleName(Schema):
    """The article a claim is in."""

    id: UUID
    title: str | None


class GroupName(Schema):
    """A group that a claim is in, or suggested for."""

    id: UUID
    title: str
    state: MembershipState


class ClaimRow(Schema):
    """A claim in a list."""

    id: UUID
    text: str
    language: str
    status: ReviewStatus
    outlet: SourceName | None
    article: ArticleName
    published_at: datetime | None
    not_found_in: int | None = Field(
        description="The current version of the article, if it no longer has this sentence."
    )
    chains: list[ChainOut] = Field(description="None: stated in the outlet's own voice.")
    created_at: datetime
    updated_at: datetime = Field(description="When it, its chains or attributions last changed.")
    # What follows is there only where `expand` asks for it.
    targets: list[Target] = Field(
        default_factory=list,
        description="Where its sentence stands, version by version: `expand=chain`.",
    )
    attributions: list[AttributionOut] = Field(
        default_factory=list, description="Who says it, where the text says so: `expand=chain`."
    )
    groups: list[GroupName] = Field(
        default_factory=list, description="The groups of claims that say the same: `expand=group`."
    )
    evidence: list[EvidenceOut] = Field(default_factory=list, description="`expand=evidence`.")
    history: list[EventOut] = Field(
        default_factory=list, description="Every step of its review, in order: `expand=history`."
    )


class ClaimOut(ClaimRow):
    """A claim, whole unless `expand` asks for less."""

    revision: int = Field(description="Of its review; the ETag begins with it.")
    check_worthiness: float = Field(ge=0, le=1, description="How much there is to check.")


class ClaimPage(Schema):
    """A page of claims, the latest stored first."""

    items: list[ClaimRow]
    next: str | None = Field(description="`cursor` of the page of older ones.")
    previous: str | None = Field(description="`cursor` of the page of newer ones.")


class ExpandQuery(FieldsQuery):
    """What is shown with a claim besides its row."""

    expand: str = Field(
        "",
        max_length=100,
        pattern=f"^(({_PARTS})(,({_PARTS}))*)?$",
        description="What to add to each claim, separated by commas: `chain` (its places and"
        " attributions with their words), `group`, `evidence`, `history`.",
        examples=["chain,evidence"],
    )

    @property
    def expanded(self) -> frozenset[str]:
        """The members of a claim that are asked for by `expand`, or by their names in `fields`."""
        parts = [EXPANSIONS[part] for part in self.expand.split(",") if part]
        named = self.wanted if self.fields else frozenset()
        return frozenset(name for part in parts for name in part) | (named & EXPANDABLE)


class ClaimQuery(ExpandQuery, row=ClaimOut):
    """What of a claim is wanted; all of it if nothing is said."""

    expand: str = Field(
        "chain,group,evidence,history",
        max_length=100,
        pattern=f"^(({_PARTS})(,({_PARTS}))*)?$",
        description="What is shown of it: some of `chain`, `group`, `evidence`, `history`.",
    )


class ClaimsWanted(Schema):
    """Which claims; all that is given must hold."""

    status: list[ReviewStatus] = Field([], description="One of these.")
    source: UUID | None = Field(None, description="A source that the chain passes through.")
    origin: UUID | None = Field(None, description="The last speaker of the chain.")
    outlet: UUID | None = None
    article: UUID | None = None
    group: UUID | None = Field(None, description="Confirmed members of this group.")
    check_worthiness_from: float | None = Field(
        None, ge=0, le=1, description="With at least so much to check: figures, charges, speakers."
    )
    language: Language | None = None
    attributed: bool | None = Field(None, description="With a source, or in the outlet's voice.")
    found: bool | None = Field(None, description="Whether the article still has the sentence.")
    published_from: Time | None = Field(None, description="At this time or later.")
    published_before: Time | None = None
    updated_from: Time | None = Field(None, description="At this time or later.")
    updated_before: Time | None = None
    q: Words | None = Field(
        None,
        max_length=200,
        description="Words or parts of words, all of them, however they are spelled.",
        examples=["الانتخابات"],
    )

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for but all claims."""
        given = (getattr(self, name) for name in ClaimsWanted.model_fields)
        return any(value not in (None, [], "") for value in given)


class ClaimFilter(ExpandQuery, PageQuery, ClaimsWanted, row=ClaimRow):
    """Which claims, and which page of them."""

    sorts: ClassVar[Mapping[str, Sort]] = {**NEWEST_OR_OLDEST, "updated": Sort("updated_at")}
    sort: Literal["newest", "oldest", "updated"] = Field(  # type: ignore[assignment]
        "newest", description="By when they were stored, or by when they last changed."
    )
