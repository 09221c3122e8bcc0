"""The API of the review: the queue, evidence, verdicts, approvals, history, comments.

Every change answers with the review as it is now and its ETag. A change that was begun on an older
revision is refused with the newer state: 412 with If-Match, 409 with `revision`.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router

from articles.models import Article
from claims import comments, corrections, evidence, queue, review
from claims.errors import StaleScreen
from claims.models import Claim, Comment, Evidence, Hop, ReviewEvent
from claims.review_models import Outcome
from claims.review_schemas import (
    ApprovalIn,
    AttributionIn,
    ClaimDecisionIn,
    CommentIn,
    CommentOut,
    CommentPage,
    CommentQuery,
    DecidedLine,
    DecisionIn,
    EventPage,
    EventQuery,
    EvidenceIn,
    ReopenIn,
    ReviewOut,
    WithdrawIn,
)
from claims.review_shown import review_values
from newsroom.answers import answer_new, answer_one, answer_page, given_tags
from newsroom.api_auth import Key, caller
from newsroom.bulk import answer_bulk, each_alone, ndjson_body
from newsroom.cursors import page_of
from newsroom.endpoints import resumes_by_itself
from newsroom.errors import BadInput
from newsroom.models import Scope, User
from newsroom.permissions import all_or_nothing
from newsroom.schemas import errors

router = Router(tags=["Review"])
Values = dict[str, Any]
REVIEW = Key(Scope.REVIEW)
CHANGED = {201: ReviewOut, **errors(409, 412)}
KEPT = {200: ReviewOut, **errors(409, 412)}


@router.post(
    "queue/next",
    auth=REVIEW,
    response={200: ReviewOut, 204: None, **errors(409, 422)},
)
def take_next(request: HttpRequest) -> HttpResponse:
    """Lease the most urgent claim you may take, for 20 minutes; 204 if there is none.

    While you hold one, you get that one again.
    """
    taken = queue.lease_next(by=caller(request))
    return _answer(request, taken) if taken else HttpResponse(status=204)


@router.get("claims/{claim_id}/review", auth=Key(Scope.READ, Scope.REVIEW),
            response={200: ReviewOut, **errors(404)})  # fmt: skip
def get_review(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """A claim's review: in whose hands, its evidence, its decisions."""
    with _found_or_404():
        return _answer(request, claim_id)


@router.post("claims/{claim_id}/take", auth=REVIEW, response=KEPT)
def take(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Lease this claim, or keep it for longer."""
    return changed(request, claim_id, lambda: queue.take(claim_id, by=caller(request)), status=200)


@router.post("claims/{claim_id}/release", auth=REVIEW, response=KEPT)
def release(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Give a claim back to the queue, which won't offer it to you again."""
    by = caller(request)
    return changed(request, claim_id, lambda: queue.release(claim_id, by=by), status=200)


@router.post("claims/{claim_id}/evidence", auth=REVIEW, response=CHANGED)
def add_evidence(request: HttpRequest, claim_id: UUID, new: EvidenceIn) -> HttpResponse:
    """Add evidence. What a link shows is stored by a worker; `snapshot` says how that went."""
    by = caller(request)
    given = evidence.NewEvidence(**new.model_dump())
    return changed(request, claim_id, lambda: evidence.add_evidence(claim_id, given, by=by))


@router.post("evidence/{evidence_id}/withdraw", auth=REVIEW, response=CHANGED)
def withdraw_evidence(request: HttpRequest, evidence_id: UUID, why: WithdrawIn) -> HttpResponse:
    """Take evidence back; it stays to be seen, with why."""
    by = caller(request)
    with _found_or_404():
        claim_id = Evidence.objects.get(pk=evidence_id).claim_id
    return changed(
        request,
        claim_id,
        lambda: evidence.withdraw_evidence(evidence_id, by=by, because=why.because),
    )


@router.post("claims/{claim_id}/decisions", auth=REVIEW, response=CHANGED)
def decide(request: HttpRequest, claim_id: UUID, decision: DecisionIn) -> HttpResponse:
    """Decide a claim that you hold, or that nobody holds."""
    by, matched = caller(request), _matched(request)
    verdict = _verdict(decision)
    return changed(
        request,
        claim_id,
        lambda: review.decide(claim_id, verdict, by=by, seen=decision.revision, matched=matched),
        guarded=False,
    )


@router.post(
    "decisions/bulk",
    auth=REVIEW,
    response={200: DecidedLine, **errors(413, 415)},
    openapi_extra=ndjson_body(
        ClaimDecisionIn,
        {"claim": "0192f0c1-0000-7000-8000-000000000000", "verdict": "disputed",
         "rationale": "As the harbour master's log says."},
    ),
)  # fmt: skip
@resumes_by_itself
def decide_many(request: HttpRequest) -> StreamingHttpResponse:
    """Decide many claims: a line of JSON for each, as `POST claims/{id}/decisions` takes it.

    Each line stands for itself: what is refused, with the status it would have had alone, changes
    nothing and keeps no other line from being done.
    """
    by = caller(request)

    def decided(line: ClaimDecisionIn) -> Values:
        if not Claim.objects.visible_to(by).filter(pk=line.claim).exists():
            raise BadInput("claim: there is no such claim.")
        made = review.decide(line.claim, _verdict(line), by=by, seen=line.revision)
        found = queue.review_of(line.claim)
        return {
            "status": 201,
            "claim": line.claim,
            "decision": made.pk,
            "claim_status": found.claim.status,
            "revision": found.revision,
        }

    work = partial(each_alone, do=decided)
    return answer_bulk(request, ClaimDecisionIn, work, by=by, portion=1)


@router.post("claims/{claim_id}/approvals", auth=REVIEW, response=CHANGED)
def answer_decision(request: HttpRequest, claim_id: UUID, word: ApprovalIn) -> HttpResponse:
    """Approve another person's decision, return it, or decide differently."""
    by = caller(request)
    options: Values = {
        "by": by, "seen": word.revision, "matched": _matched(request), "of": claim_id,
    }  # fmt: skip

    def work() -> object:
        if word.outcome == Outcome.APPROVED:
            return review.approve(word.decision, comment=word.comment, **options)
        if word.outcome == Outcome.RETURNED:
            return review.send_back(word.decision, comment=word.comment, **options)
        if word.differently is None:
            raise BadInput("differently: the other verdict is needed.")
        return review.decide_differently(word.decision, _verdict(word.differently), **options)

    return changed(request, claim_id, work, guarded=False)


@router.post("claims/{claim_id}/reopen", auth=REVIEW, response=CHANGED)
def reopen(request: HttpRequest, claim_id: UUID, why: ReopenIn) -> HttpResponse:
    """Bring a decided claim back into review."""
    by = caller(request)
    return changed(
        request,
        claim_id,
        lambda: review.reopen(claim_id, by=by, reason=why.reason, seen=why.revision),
    )


@router.get(
    "claims/{claim_id}/history",
    auth=Key(Scope.READ, Scope.REVIEW),
    response={200: EventPage, **errors(404)},
)
def list_history(request: HttpRequest, claim_id: UUID, query: Query[EventQuery]) -> HttpResponse:
    """All that happened in a claim's review, in order, with the hashes that chain it."""
    _check_claim(claim_id, caller(request))
    events = review.shown_to(caller(request), ReviewEvent.objects.filter(claim=claim_id))
    return answer_page(request, page_of(events, EVENT_COLUMNS, _event, query))


@router.get(
    "claims/{claim_id}/comments",
    auth=Key(Scope.READ, Scope.REVIEW),
    response={200: CommentPage, **errors(404)},
)
def list_comments(request: HttpRequest, claim_id: UUID, query: Query[CommentQuery]) -> HttpResponse:
    """What colleagues wrote beside a claim, in order."""
    _check_claim(claim_id, caller(request))
    written = Comment.objects.filter(claim=claim_id)
    return answer_page(request, page_of(written, COMMENT_COLUMNS, _comment, query))


@router.post("claims/{claim_id}/comments", auth=REVIEW, response={201: CommentOut, **errors(404)})
def write_comment(request: HttpRequest, claim_id: UUID, new: CommentIn) -> HttpResponse:
    """Write a comment; `@name` calls a colleague."""
    with _found_or_404():
        written = comments.comment(claim_id, new.text, by=caller(request))
    (row,) = Comment.objects.filter(pk=written.pk).values(*COMMENT_COLUMNS)
    return answer_new(request, _comment(row))


@router.patch("claims/{claim_id}/attributions/{attribution_id}", auth=REVIEW, response=KEPT)
def correct_attribution(
    request: HttpRequest, claim_id: UUID, attribution_id: UUID, new: AttributionIn
) -> HttpResponse:
    """Put your own attribution in this one's place; no re-run of the machine takes it away."""
    by = caller(request)

    def work() -> None:
        _check_touches(claim_id, attribution_id)
        corrections.correct(attribution_id, _words(new), by=by)

    return _corrected(request, claim_id, work, status=200)


@router.post("claims/{claim_id}/attributions", auth=REVIEW, response=CHANGED)
def add_attribution(request: HttpRequest, claim_id: UUID, new: AttributionIn) -> HttpResponse:
    """Add an attribution that was missed, by its places in the article's current version."""
    by = caller(request)

    def work() -> None:
        current = Claim.objects.select_related("article").get(pk=claim_id).article.current_id
        if current is None:
            raise Http404
        corrections.add(current, _words(new), by=by, about=claim_id)

    return _corrected(request, claim_id, work)


@router.delete("claims/{claim_id}/attributions/{attribution_id}", auth=REVIEW, response=KEPT)
def withdraw_attribution(
    request: HttpRequest, claim_id: UUID, attribution_id: UUID
) -> HttpResponse:
    """Say that nobody says this here; what is nested in it goes with it."""
    by = caller(request)

    def work() -> None:
        _check_touches(claim_id, attribution_id)
        corrections.withdraw(attribution_id, by=by)

    return _corrected(request, claim_id, work, status=200)


def _check_touches(claim_id: UUID, attribution_id: UUID) -> None:
    if not Hop.objects.filter(claim=claim_id, attribution=attribution_id).exists():
        raise Http404


def _words(new: AttributionIn) -> corrections.Words:
    given = new.model_dump()
    return corrections.Words(**{**given, "chain": tuple(given["chain"])})


def _corrected(
    request: HttpRequest, claim_id: UUID, work: Callable[[], object], *, status: int = 201
) -> HttpResponse:
    """As `changed`; a correction locks the article first and the review after it."""
    matched = _matched(request)

    def guarded() -> None:
        _check_claim(claim_id, caller(request))
        articles = Article.objects.select_for_update(of=("self",), no_key=True)
        articles.get(claims=claim_id)
        if matched is not None:
            review.check_revision(queue.locked_review(claim_id, by=caller(request)), None, matched)
        work()

    return changed(request, claim_id, guarded, guarded=False, status=status)


def changed(
    request: HttpRequest,
    claim_id: UUID,
    work: Callable[[], object],
    *,
    status: int = 201,
    guarded: bool = True,
) -> HttpResponse:
    """Do a change to what the caller saw, and answer with the review as it is then.

    Args: `guarded` is False where the work itself compares the revisions.
    """
    matched = _matched(request) if guarded else None

    @all_or_nothing
    def change() -> None:
        if matched is not None:
            review.check_revision(queue.locked_review(claim_id, by=caller(request)), None, matched)
        work()

    with _found_or_404():
        try:
            change()
            return _answer(request, claim_id, status=status)
        except StaleScreen as stale:
            stale.members = {"current": review_values(claim_id, caller(request))}
            raise


def _answer(request: HttpRequest, claim_id: UUID, *, status: int = 200) -> HttpResponse:
    values = review_values(claim_id, caller(request))
    return answer_one(request, values, revision=values["revision"], status=status)


def _check_claim(claim_id: UUID, to: User) -> None:
    if not Claim.objects.visible_to(to).filter(pk=claim_id).exists():
        raise Http404


@contextmanager
def _found_or_404() -> Iterator[None]:
    try:
        yield
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def _matched(request: HttpRequest) -> int | None:
    """The revision of If-Match, or None without it. Raises: BadInput if it is no such tag."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    found = [re.match(r'"r(\d{1,9})[."]', tag) for tag in given_tags(request, "If-Match")]
    if len(found) != 1 or found[0] is None:
        raise BadInput('If-Match: is the ETag of a claim or of its review, such as "r7.5f3a…".')
    return int(found[0][1])


def _verdict(given: DecisionIn) -> review.Verdict:
    fields = given.model_dump(exclude={"revision", "claim"})
    return review.Verdict(**{**fields, "settled_by": given.settled_by or ""})


EVENT_COLUMNS = (
    "number",
    "kind",
    "actor",
    "actor__username",
    "old",
    "new",
    "note",
    "details",
    "at",
    "hash",
    "previous_hash",
)
COMMENT_COLUMNS = ("id", "author", "author__username", "text", "at")


def _event(values: Values) -> Values:
    actor, username = values["actor"], values["actor__username"]
    return {
        "number": values["number"],
        "kind": values["kind"],
        "actor": {"id": actor, "username": username} if actor else None,
        "old": values["old"],
        "new": values["new"],
        "note": values["note"],
        "details": json.loads(values["details"]),
        "at": values["at"],
        "hash": values["hash"],
        "previous_hash": values["previous_hash"],
    }


def _comment(values: Values) -> Values:
    author = {"id": values["author"], "username": values["author__username"]}
    return {"id": values["id"], "author": author, "text": values["text"], "at": values["at"]}
