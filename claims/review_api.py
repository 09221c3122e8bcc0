"""The API of the review: the queue, evidence, verdicts, approvals, history, comments.

Every change answers with the review as it is now and its ETag. A change that was begun on an older
revision is refused with the newer state: 412 with If-Match, 409 with `revision`.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from claims import comments, corrections, evidence, queue, review
from claims.errors import StaleScreen
from claims.models import Claim, Comment, Decision, Evidence, Hop, Review, ReviewEvent
from claims.review_models import Outcome
from claims.review_schemas import (
    ApprovalIn,
    AttributionIn,
    CommentIn,
    CommentOut,
    DecisionIn,
    EventOut,
    EvidenceIn,
    ReopenIn,
    ReviewOut,
    WithdrawIn,
)
from newsroom.answers import json_bytes
from newsroom.api_auth import Key, caller
from newsroom.errors import BadInput
from newsroom.idempotency import OPENAPI_HEADER, answer_once
from newsroom.models import Scope, User
from newsroom.schemas import errors

router = Router(tags=["Review"])
Values = dict[str, Any]
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": 'The ETag of the review you saw, such as `"r7"`.',
    "schema": {"type": "string"},
}
HEADERS = {"parameters": [OPENAPI_HEADER, IF_MATCH]}
REVIEW = Key(Scope.REVIEW)
CHANGED = {201: ReviewOut, **errors(400, 404, 409, 412, 415, 422)}


@router.post(
    "queue/next",
    auth=REVIEW,
    response={200: ReviewOut, 204: None, **errors(409, 422)},
    openapi_extra={"parameters": [OPENAPI_HEADER]},
)
def take_next(request: HttpRequest) -> HttpResponse:
    """Lease the most urgent claim you may take, for 20 minutes; 204 if there is none.

    While you hold one, you get that one again.
    """
    found = queue.take_next(by=caller(request))
    if found is None:
        return HttpResponse(status=204)
    return _answer(found.pk, caller(request))


@router.get("claims/{claim_id}/review", auth=Key(Scope.READ, Scope.REVIEW),
            response={200: ReviewOut, **errors(404)})  # fmt: skip
def get_review(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """A claim's review: in whose hands, its evidence, its decisions."""
    with _found_or_404():
        return _answer(claim_id, caller(request))


@router.post("claims/{claim_id}/take", auth=REVIEW, response=CHANGED | {200: ReviewOut})
def take(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Lease this claim, or keep it for longer."""
    with _found_or_404():
        queue.take(claim_id, by=caller(request))
    return _answer(claim_id, caller(request))


@router.post("claims/{claim_id}/release", auth=REVIEW, response=CHANGED | {200: ReviewOut})
def release(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Give a claim back to the queue, which won't offer it to you again."""
    with _found_or_404():
        queue.release(claim_id, by=caller(request))
    return _answer(claim_id, caller(request))


@router.post("claims/{claim_id}/evidence", auth=REVIEW, response=CHANGED, openapi_extra=HEADERS)
def add_evidence(request: HttpRequest, claim_id: UUID, new: EvidenceIn) -> HttpResponse:
    """Add evidence. What a link shows is stored by a worker; `snapshot` says how that went."""
    by = caller(request)
    given = evidence.NewEvidence(**new.model_dump())
    return _changed(request, claim_id, lambda: evidence.add_evidence(claim_id, given, by=by))


@router.post("evidence/{evidence_id}/withdraw", auth=REVIEW, response=CHANGED)
def withdraw_evidence(request: HttpRequest, evidence_id: UUID, why: WithdrawIn) -> HttpResponse:
    """Take evidence back; it stays to be seen, with why."""
    by = caller(request)
    with _found_or_404():
        claim_id = Evidence.objects.get(pk=evidence_id).claim_id
    return _changed(
        request,
        claim_id,
        lambda: evidence.withdraw_evidence(evidence_id, by=by, because=why.because),
    )


@router.post("claims/{claim_id}/decisions", auth=REVIEW, response=CHANGED, openapi_extra=HEADERS)
def decide(request: HttpRequest, claim_id: UUID, decision: DecisionIn) -> HttpResponse:
    """Decide a claim that you hold, or that nobody holds."""
    by, matched = caller(request), _matched(request)
    verdict = _verdict(decision)
    return _changed(
        request,
        claim_id,
        lambda: review.decide(claim_id, verdict, by=by, seen=decision.revision, matched=matched),
    )


@router.post("claims/{claim_id}/approvals", auth=REVIEW, response=CHANGED, openapi_extra=HEADERS)
def answer_decision(request: HttpRequest, claim_id: UUID, word: ApprovalIn) -> HttpResponse:
    """Approve another person's decision, return it, or decide differently."""
    by = caller(request)
    options: Values = {"by": by, "seen": word.revision, "matched": _matched(request)}
    if not Decision.objects.filter(pk=word.decision, claim=claim_id).exists():
        raise Http404

    def work() -> object:
        if word.outcome == Outcome.APPROVED:
            return review.approve(word.decision, comment=word.comment, **options)
        if word.outcome == Outcome.RETURNED:
            return review.send_back(word.decision, comment=word.comment, **options)
        if word.differently is None:
            raise BadInput("differently: the other verdict is needed.")
        return review.decide_differently(word.decision, _verdict(word.differently), **options)

    return _changed(request, claim_id, work)


@router.post("claims/{claim_id}/reopen", auth=REVIEW, response=CHANGED, openapi_extra=HEADERS)
def reopen(request: HttpRequest, claim_id: UUID, why: ReopenIn) -> HttpResponse:
    """Bring a decided claim back into review."""
    by = caller(request)
    return _changed(
        request,
        claim_id,
        lambda: review.reopen(claim_id, by=by, reason=why.reason, seen=why.revision),
    )


@router.get(
    "claims/{claim_id}/history",
    auth=Key(Scope.READ, Scope.REVIEW),
    response={200: list[EventOut], **errors(404)},
)
def get_history(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """All that happened in a claim's review, in order, with the hashes that chain it."""
    with _found_or_404():
        found = queue.review_of(claim_id)
    events = ReviewEvent.objects.filter(claim=claim_id).select_related("actor", "decision")
    by = caller(request)
    return _json(
        [
            _event(event)
            for event in events.order_by("number")
            if not (event.decision and review.is_hidden_from(event.decision, by, found))
        ]
    )


@router.get(
    "claims/{claim_id}/comments",
    auth=Key(Scope.READ, Scope.REVIEW),
    response={200: list[CommentOut], **errors(404)},
)
def list_comments(request: HttpRequest, claim_id: UUID) -> HttpResponse:  # noqa: ARG001
    """What colleagues wrote beside a claim, in order."""
    if not Claim.objects.filter(pk=claim_id).exists():
        raise Http404
    written = Comment.objects.filter(claim=claim_id).select_related("author").order_by("pk")
    return _json([_comment(one) for one in written])


@router.post(
    "claims/{claim_id}/comments",
    auth=REVIEW,
    response={201: CommentOut, **errors(400, 404, 415, 422)},
    openapi_extra={"parameters": [OPENAPI_HEADER]},
)
def write_comment(request: HttpRequest, claim_id: UUID, new: CommentIn) -> HttpResponse:
    """Write a comment; `@name` calls a colleague."""
    by = caller(request)

    def work() -> tuple[int, Values]:
        return 201, _comment(comments.comment(claim_id, new.text, by=by))

    with _found_or_404():
        status, body = answer_once(request, by=by, work=work)
    return _json(body, status=status)


@router.patch(
    "claims/{claim_id}/attributions/{attribution_id}",
    auth=REVIEW,
    response=CHANGED,
    openapi_extra=HEADERS,
)
def correct_attribution(
    request: HttpRequest, claim_id: UUID, attribution_id: UUID, new: AttributionIn
) -> HttpResponse:
    """Put your own attribution in this one's place; no re-run of the machine takes it away."""
    by, matched = caller(request), _matched(request)

    def work() -> None:
        review.check_revision(queue.review_of(claim_id), None, matched)
        _check_touches(claim_id, attribution_id)
        corrections.correct(attribution_id, _words(new), by=by)

    return _changed(request, claim_id, work)


@router.post("claims/{claim_id}/attributions", auth=REVIEW, response=CHANGED, openapi_extra=HEADERS)
def add_attribution(request: HttpRequest, claim_id: UUID, new: AttributionIn) -> HttpResponse:
    """Add an attribution that was missed, by its places in the article's current version."""
    by = caller(request)

    def work() -> None:
        current = Claim.objects.select_related("article").get(pk=claim_id).article.current_id
        if current is None:
            raise Http404
        corrections.add(current, _words(new), by=by)

    return _changed(request, claim_id, work)


@router.delete("claims/{claim_id}/attributions/{attribution_id}", auth=REVIEW, response=CHANGED)
def withdraw_attribution(
    request: HttpRequest, claim_id: UUID, attribution_id: UUID
) -> HttpResponse:
    """Say that nobody says this here; what is nested in it goes with it."""
    by = caller(request)

    def work() -> None:
        _check_touches(claim_id, attribution_id)
        corrections.withdraw(attribution_id, by=by)

    return _changed(request, claim_id, work)


def _check_touches(claim_id: UUID, attribution_id: UUID) -> None:
    if not Hop.objects.filter(claim=claim_id, attribution=attribution_id).exists():
        raise Http404


def _words(new: AttributionIn) -> corrections.Words:
    given = new.model_dump()
    return corrections.Words(**{**given, "chain": tuple(given["chain"])})


def _changed(request: HttpRequest, claim_id: UUID, work: Callable[[], object]) -> HttpResponse:
    """Do a change once and answer with the review as it is then."""
    by = caller(request)

    def once() -> tuple[int, Values]:
        work()
        return 201, review_values(claim_id, by)

    with _found_or_404():
        try:
            status, body = answer_once(request, by=by, work=once)
        except StaleScreen as stale:
            stale.members = {"review": review_values(claim_id, by)}
            raise
    return _with_etag(_json(body, status=status), body["revision"])


def _answer(claim_id: UUID, by: User) -> HttpResponse:
    values = review_values(claim_id, by)
    return _with_etag(_json(values), values["revision"])


def _with_etag(answer: HttpResponse, revision: int) -> HttpResponse:
    answer["ETag"] = f'"r{revision}"'
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _json(value: object, *, status: int = 200) -> HttpResponse:
    return HttpResponse(json_bytes(value), status=status, content_type="application/json")


@contextmanager
def _found_or_404() -> Iterator[None]:
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _matched(request: HttpRequest) -> int | None:
    """The revision of If-Match, or None without it. Raises: BadInput if it is no such tag."""
    given = request.headers.get("If-Match")
    if given is None or given == "*":
        return None
    found = re.fullmatch(r'"r(\d{1,9})"', given)
    if found is None:
        raise BadInput('If-Match: is the ETag of a review, such as "r7".')
    return int(found[1])


def _verdict(given: DecisionIn) -> review.Verdict:
    fields = given.model_dump(exclude={"revision"})
    return review.Verdict(**{**fields, "settled_by": given.settled_by or ""})


def review_values(claim_id: UUID, by: User) -> Values:
    """A review as the API shows it to somebody, in four queries."""
    found: Review = queue.review_of(claim_id)
    decisions = (
        Decision.objects.filter(claim=claim_id)
        .select_related("decider", "approval")
        .prefetch_related("evidence")
        .order_by("-pk")
    )
    return {
        "claim": found.pk,
        "text": found.claim.text,
        "language": found.claim.language,
        "status": found.claim.status,
        "revision": found.revision,
        "round": found.round,
        "desk": found.desk.name if found.desk else None,
        "priority_parts": found.priority_parts,
        "pinned": found.pinned,
        "leased_to": _person(found.leased_to),
        "leased_until": found.leased_until,
        "assigned_to": _person(found.assigned_to),
        "open_since": found.open_since,
        "decisions": [
            _decision(decision)
            for decision in decisions
            if not review.is_hidden_from(decision, by, found)
        ],
        "evidence": [
            _evidence(one)
            for one in Evidence.objects.filter(claim=claim_id).select_related("added_by")
        ],
    }


def _person(person: User | None) -> Values | None:
    return {"id": person.pk, "username": person.username} if person else None


def _decision(decision: Decision) -> Values:
    approval = getattr(decision, "approval", None)
    return {
        "id": decision.pk,
        "round": decision.round,
        "verdict": decision.verdict,
        "decider": _person(decision.decider),
        "rationale": decision.rationale,
        "evidence": [evidence.pk for evidence in decision.evidence.all()],
        "settled_by": decision.settled_by or None,
        "settled_how": decision.settled_how or None,
        "settler": decision.settler_id,
        "settle_due": decision.settle_due,
        "credibility": decision.credibility,
        "override": decision.override or None,
        "needs_approval": decision.needs_approval,
        "outcome": approval.outcome if approval else None,
        "at": decision.at,
    }


def _evidence(one: Evidence) -> Values:
    return {
        "id": one.pk,
        "stance": one.stance,
        "kind": one.kind,
        "is_primary": one.is_primary,
        "url": one.url or None,
        "cited_claim": one.cited_claim_id,
        "quote": one.quote or None,
        "note": one.note or None,
        "added_by": _person(one.added_by),
        "added_at": one.added_at,
        "snapshot": one.snapshot_state,
        "snapshot_sha256": one.snapshot_id,
        "failure": one.failure_reason or None,
        "quote_found": one.quote_found,
        "withdrawn": one.withdrawn_because or None,
    }


def _event(event: ReviewEvent) -> Values:
    return {
        "number": event.number,
        "kind": event.kind,
        "actor": _person(event.actor),
        "old": event.old,
        "new": event.new,
        "note": event.note,
        "details": json.loads(event.details),
        "at": event.at,
        "hash": event.hash,
        "previous_hash": event.previous_hash,
    }


def _comment(one: Comment) -> Values:
    return {"id": one.pk, "author": _person(one.author), "text": one.text, "at": one.at}
