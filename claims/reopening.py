"""Facts that speak against a decision: each is written down once, and those concerned are told.

A new version without the claim's words brings a decided claim back into review by itself; other
facts leave the verdict standing and flag it, since only a person can say what they mean. What a
fact is follows from comparing the decision's basis with what holds now, so it makes no difference
how often or in which order one looks.
"""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.evidence_models import Stance
from claims.gate import standing_of
from claims.history import append
from claims.models import (
    Claim,
    Decision,
    Evidence,
    FactSweep,
    Hop,
    Membership,
    ReviewEvent,
    ReviewFlag,
)
from claims.moves import AWAITING_APPROVAL, CORROBORATED, IN_REVIEW, VERDICTS
from claims.notice_models import FlagReason, NoticeKind
from claims.notices import tell
from claims.queue import locked_review
from claims.review_models import EventKind
from claims.ripple import fact_of, tell_of_falls
from claims.states import MembershipState, ReviewStatus
from sources.models import SourceEvent

DECIDED = (*VERDICTS, AWAITING_APPROVAL)
# Verdicts that can't both be right for two claims that say the same.
OPPOSITES = {CORROBORATED: ReviewStatus.REFUTED, ReviewStatus.REFUTED: CORROBORATED}
# A transaction that began earlier may commit after the last look.
OVERLAP = timedelta(minutes=5)


def follow_facts() -> int:
    """Look at all decided claims that something happened to since the last look; how many."""
    now = timezone.now()
    last = FactSweep.objects.order_by("pk").first()
    since = last.until - OVERLAP if last else now - timedelta(days=1)
    touched = set(_touched_since(since))
    for claim_id in sorted(touched):
        check_decision(claim_id)
    # After the doubts about decisions, whose deciders are told by those.
    tell_of_falls(since)
    if last:
        FactSweep.objects.filter(pk=last.pk).update(until=now)
    else:
        FactSweep.objects.create(until=now)
    return len(touched)


def _touched_since(since: object) -> Iterable[UUID]:
    """Decided claims whose words, chains, sources, evidence, group or cited claims changed."""
    decided = Claim.objects.filter(status__in=DECIDED)
    sources = SourceEvent.objects.filter(at__gte=since).values_list("source", "other")
    ids = {source for pair in sources for source in pair if source}
    hops = Hop.objects.filter(Q(source__in=ids) | Q(source__merged_into__in=ids))
    withdrawn = Evidence.objects.filter(withdrawn_at__gte=since)
    about = Q(updated_at__gte=since) | Q(pk__in=withdrawn.values("claim"))
    fell = ReviewEvent.objects.filter(at__gte=since, kind=EventKind.REOPENED).values("claim")
    about |= Q(pk__in=Evidence.objects.filter(cited_claim__in=fell).values("claim"))
    if ids:
        about |= Q(pk__in=hops.values("claim"))
    changed = Claim.objects.filter(updated_at__gte=since, status__in=VERDICTS)
    groups = Membership.objects.filter(claim__in=changed, state=MembershipState.CONFIRMED)
    about |= Q(
        memberships__group__in=groups.values("group"),
        memberships__state=MembershipState.CONFIRMED,
    )
    return decided.filter(about).values_list("pk", flat=True).distinct()


@transaction.atomic
def check_decision(claim_id: UUID) -> list[ReviewFlag]:
    """Flag what now speaks against a claim's decision, and tell those who made it. Once each."""
    review = locked_review(claim_id)
    decision, claim = review.decision, review.claim
    if decision is None or claim.status not in DECIDED:
        return []
    flags = [
        flag
        for reason, fact in _facts_against(claim, decision)
        if (flag := _raise_flag(decision, reason, fact))
    ]
    for flag in flags:
        status = claim.status
        gone = flag.reason == FlagReason.WORDS_CHANGED
        append(
            claim_id,
            EventKind.REOPENED if gone else EventKind.FLAGGED,
            by=None,
            old=status,
            new=IN_REVIEW if gone and status != IN_REVIEW else status,
            decision_id=decision.pk,
            note=str(FlagReason(flag.reason).label),
            reason=flag.reason,
            fact=flag.fact,
        )
        if gone:
            claim.status = IN_REVIEW
    return flags


def _facts_against(claim: Claim, decision: Decision) -> list[tuple[FlagReason, str]]:
    facts = []
    withdrawn = decision.evidence.filter(withdrawn_at__isnull=False).order_by("pk")
    facts += [(FlagReason.EVIDENCE_WITHDRAWN, str(evidence.pk)) for evidence in withdrawn]
    chains = [list(chain) for chain in standing_of(claim).chains]
    if claim.not_found_in_id is None and chains != decision.basis.get("chains", chains):
        named = hashlib.sha256(repr(chains).encode()).hexdigest()
        facts.append((FlagReason.SOURCES_CHANGED, named))
    facts += [(FlagReason.DECIDED_OTHERWISE, fact) for fact in _opposites(claim, decision)]
    facts += [(FlagReason.RELIED_ON, fact) for fact in _fallen(decision)]
    # Last, since it takes the claim out of its verdict.
    if claim.not_found_in_id and not decision.basis.get("gone"):
        facts.append((FlagReason.WORDS_CHANGED, str(claim.not_found_in_id)))
    return facts


def _opposites(claim: Claim, decision: Decision) -> list[str]:
    """Decisions of claims that say the same, which say the opposite."""
    opposite = OPPOSITES.get(ReviewStatus(decision.verdict))
    groups = Membership.objects.filter(claim=claim, state=MembershipState.CONFIRMED)
    if opposite is None:
        return []
    others = Claim.objects.filter(
        memberships__group__in=groups.values("group"),
        memberships__state=MembershipState.CONFIRMED,
        status=opposite,
    ).exclude(pk=claim.pk)
    found = others.order_by("pk").values_list("review__decision", flat=True)
    return [str(decision_id) for decision_id in found if decision_id]


def _fallen(decision: Decision) -> list[str]:
    """Falls, since then, of the claims that the decision cites for or against."""
    falls = ReviewEvent.objects.filter(
        claim__cited_as__in=decision.evidence.exclude(stance=Stance.CONTEXT),
        kind=EventKind.REOPENED,
        old__in=VERDICTS,
        at__gt=decision.at,
    )
    return [fact_of(fall) for fall in falls.distinct().order_by("number")]


def _raise_flag(decision: Decision, reason: FlagReason, fact: str) -> ReviewFlag | None:
    """A new flag with its notices; None if this fact was met before."""
    flag, new = ReviewFlag.objects.get_or_create(
        decision=decision, reason=reason, fact=fact, defaults={"claim": decision.claim}
    )
    if not new:
        return None
    concerned = {decision.decider_id}
    concerned |= set(
        Decision.objects.filter(pk=decision.pk, approval__isnull=False).values_list(
            "approval__approver", flat=True
        )
    )
    tell(concerned, decision.claim_id, NoticeKind.FLAGGED, str(flag.pk))
    return flag
