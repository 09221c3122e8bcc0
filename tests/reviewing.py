"""Claims in any state of review, brought there by the shortest way the database lets through."""

from datetime import date

from claims.history import append
from claims.models import Approval, Claim, Decision
from claims.moves import VERDICTS
from newsroom.models import User
from tests.factories import ClaimFactory, UserFactory


def claim_that_is(status: str, claim: Claim | None = None, **options) -> Claim:
    """A claim of this status: `decider=`, `verdict=` and `approver=` name the rest."""
    claim = claim or ClaimFactory()
    if status != "unreviewed":
        bring_to(claim, status, **options)
    return claim


def bring_to(
    claim: Claim,
    status: str,
    *,
    decider: User | None = None,
    approver: User | None = None,
    verdict: str = "disputed",
) -> Decision | None:
    """Move a claim on to a status, through a decision and an approval where it takes them."""
    claim.refresh_from_db()
    if claim.status == "unreviewed":
        append(claim.pk, "taken", by=decider, old="unreviewed", new="in_review")
    elif claim.status != "in_review":
        append(claim.pk, "reopened", by=decider, old=claim.status, new="in_review", note="why")
    claim.refresh_from_db()
    if status == "in_review":
        return None
    final = status in VERDICTS
    decision = decide(claim, status if final else verdict, by=decider, approved=not final)
    append(
        claim.pk, "decided", by=decision.decider, old="in_review", new=status,
        decision_id=decision.pk,
    )  # fmt: skip
    if final and approver:
        Approval.objects.create(decision=decision, approver=approver, outcome="approved")
    claim.refresh_from_db()
    return decision


def decide(claim: Claim, verdict: str, *, by: User | None = None, approved: bool = False):
    """A decision's row by itself, of the claim's current round."""
    claim.review.refresh_from_db()
    decision = Decision.objects.create(
        claim=claim,
        round=claim.review.round,
        verdict=verdict,
        decider=by or UserFactory(),
        rationale="As the documents say.",
        needs_approval=approved,
        settled_by="document",
        settled_how="the deed of sale",
        settler=by or UserFactory(),
        settle_due=date(2030, 1, 1),
    )
    type(claim.review).objects.filter(pk=claim.pk).update(decision=decision)
    return decision
