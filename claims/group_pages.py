"""What the page of a claim group shows: counts, reasons, graph and timeline, ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language_bidi

from claims import provenance
from claims.drawing import Drawable, Picture, draw_graph
from claims.drift import LOSSES, Step
from claims.explaining import DRIFTS, Explained, explain
from claims.independence import Independence, Node, independence
from claims.models import Claim, ClaimGroup, Membership, Vouch
from claims.states import MembershipState
from claims.stories import story_of
from newsroom.models import User
from sources.models import Source


@dataclass(frozen=True, slots=True)
class Told:
    """One confirmed member: its claim, its chain in words, and what it adds to the count."""

    claim: Claim
    membership: Membership
    chains: Sequence[Sequence[Source]]
    counts: bool
    discount: Explained | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of the timeline in words."""

    claim: Claim
    before: Claim | None
    changes: Sequence[tuple[str, object, bool]]


@dataclass(frozen=True, slots=True)
class SpeakerTold:
    """Was it said? One speaker with the number of independent ways to them."""

    source: Source
    relays: int


@dataclass(frozen=True, slots=True)
class GroupPage:
    """All of a group's page."""

    group: ClaimGroup
    answer: Independence
    origins: Sequence[Source]
    told: Sequence[Told]
    said: Sequence[SpeakerTold]
    circles: Sequence[Sequence[Source]]
    moments: Sequence[Moment]
    picture: Picture
    suggestions: Sequence[Membership]
    vouches: Sequence[Vouch]
    unvouched: Sequence[Source]


def read_group(group: ClaimGroup, person: User) -> GroupPage:
    """Read a group with all that its page shows a person, in a fixed number of queries."""
    members = provenance.members_of(group.pk, person)
    story = story_of(group.pk, person)
    answer = independence(story)
    sources = {
        str(source.pk): source
        for source in Source.objects.select_related("outlet", "merged_into__outlet").filter(
            pk__in=list(story.nodes)
        )
    }
    memberships = {
        membership.claim_id: membership
        for membership in Membership.objects.filter(
            group=group, claim__in=Claim.objects.visible_to(person)
        ).select_related("claim__outlet", "decided_by")
    }
    names = {key: str(source) for key, source in sources.items()}
    vouches = list(
        Vouch.objects.filter(group=group, withdrawn_at=None).select_related("source", "person")
    )
    return GroupPage(
        group=group,
        answer=answer,
        origins=[sources[origin] for origin in answer.origins if origin in sources],
        told=_told(members, memberships, answer, sources, names),
        said=[
            SpeakerTold(sources[s.speaker], s.relays) for s in answer.said if s.speaker in sources
        ],
        circles=[[sources[s] for s in circle if s in sources] for circle in answer.circles],
        moments=_moments(members, provenance.timeline(members, dict(story.nodes))),
        picture=_picture(members, dict(story.nodes), sources, answer),
        suggestions=[m for m in memberships.values() if m.state == MembershipState.SUGGESTED],
        vouches=vouches,
        unvouched=_unvouched(answer, sources, vouches),
    )


def _told(
    members: Sequence[provenance.Member],
    memberships: dict[UUID, Membership],
    answer: Independence,
    sources: dict[str, Source],
    names: dict[str, str],
) -> list[Told]:
    outlets = {str(m.claim.pk): str(m.claim.outlet or m.claim.article_id) for m in members}
    labels = {discount.other: _outlet(discount.other, outlets) for discount in answer.discounts}
    discounts = {
        discount.account.partition(":")[0]: explain(
            discount, {key: label for key, label in labels.items() if key}, names
        )
        for discount in reversed(answer.discounts)
    }
    counted = {account.partition(":")[0] for account in answer.independent}
    return [
        Told(
            claim=member.claim,
            membership=memberships[member.claim.pk],
            chains=[[sources[hop] for hop in reversed(chain) if hop in sources]
                    for chain in member.chains],
            counts=str(member.claim.pk) in counted,
            discount=discounts.get(str(member.claim.pk)),
        )
        for member in members
    ]  # fmt: skip


def _outlet(account: str | None, outlets: dict[str, str]) -> str:
    return outlets.get((account or "").partition(":")[0], "")


def _moments(members: Sequence[provenance.Member], steps: Sequence[Step]) -> list[Moment]:
    claims = {str(member.claim.pk): member.claim for member in members}
    return [
        Moment(
            claim=claims[step.telling.id],
            before=claims[step.before.id] if step.before else None,
            changes=[(c.value, DRIFTS[c], c in LOSSES) for c in sorted(step.changes)],
        )
        for step in steps
    ]


def _picture(
    members: Sequence[provenance.Member],
    nodes: dict[str, Node],
    sources: dict[str, Source],
    answer: Independence,
) -> Picture:
    chains = [
        (tuple(dict.fromkeys(provenance.standing(hop, nodes) for hop in chain)), cue)
        for member in members
        for chain, cue in zip(member.chains, member.cue_classes, strict=True)
        if all(provenance.standing(hop, nodes) in sources for hop in chain)
    ]
    drawables = {
        key: Drawable(key, str(source), source.kind, source.anonymity)
        for key, source in sources.items()
    }
    outlets = {chain[-1] for chain, _ in chains}
    meeting = {d.meeting for d in answer.discounts if d.meeting} & set(answer.meetings)
    return draw_graph(
        chains,
        drawables,
        meetings=frozenset(meeting - outlets) or frozenset(meeting),
        right_to_left=get_language_bidi(),
    )


def _unvouched(
    answer: Independence, sources: dict[str, Source], vouches: Sequence[Vouch]
) -> list[Source]:
    """Those who would count if a person knew how they know it."""
    vouched = {str(vouch.source_id) for vouch in vouches}
    weak = dict.fromkeys(
        d.meeting
        for d in answer.discounts
        if d.reason in ("unnamed", "no_source") and d.meeting and d.meeting not in vouched
    )
    return [sources[key] for key in weak if key in sources]
