"""What relied on a claim, and falls with it if it falls; and telling those whose work that is.

A claim falls when a verdict it had is taken from it: it is re-opened, by a person or by a fact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from articles.models import Article
from claims.evidence_models import Stance
from claims.export_models import Export
from claims.exports.making import InExport, exports_relying_on
from claims.models import Claim, Decision, Evidence, ReviewEvent, ReviewFlag
from claims.moves import VERDICTS
from claims.notice_models import FlagReason, NoticeKind
from claims.notices import tell
from claims.review_models import EventKind
from newsroom.models import User

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST: Final = 500  # of each that are listed
# Claims for which this one was brought for or against, and those for which they were in turn.
_REACHED = """
WITH RECURSIVE reached(claim_id, steps) AS (
    SELECT %s::uuid, 0
    UNION
    SELECT e.claim_id, r.steps + 1 FROM reached r
    JOIN claims_evidence e ON e.cited_claim_id = r.claim_id
    WHERE e.withdrawn_at IS NULL AND e.stance <> 'context' AND r.steps < 10
)
SELECT claim_id, min(steps) FROM reached
GROUP BY claim_id HAVING min(steps) > 0 ORDER BY 2, 1 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Relying:
    """A claim that relied on another: cites it (1 step), or cites one that does (2), and so on."""

    claim: Claim
    steps: int


@dataclass(frozen=True, slots=True)
class Ripple:
    """All that relied on a claim, at most `MOST` of each: claims the nearest first."""

    claims: Sequence[Relying]
    articles: Sequence[Article]
    exports: "Sequence[WithAnnotations[Export, InExport]]"

    def __bool__(self) -> bool:
        return bool(self.claims or self.exports)


def ripple_of(claim: Claim, to: User | None) -> Ripple:
    """What relied on a claim, as somebody may see it.

    The articles are those of the claims that did. Of the exports, those that say of the claim a
    verdict which it no longer has; each has `claim_status`, the verdict that stands in it.
    """
    steps = _reached(claim.pk)
    seen = Claim.objects.visible_to(to).filter(pk__in=steps)
    found = seen.select_related("article__current", "outlet") if steps else ()
    claims = sorted(
        (Relying(one, steps[one.pk]) for one in found), key=lambda one: (one.steps, one.claim.pk)
    )
    articles = {one.claim.article_id: one.claim.article for one in claims}
    exports = told_otherwise(claim).select_related("requested_by").order_by("-pk")[:MOST]
    return Ripple(claims, list(articles.values()), list(exports))


def told_otherwise(claim: Claim) -> "QuerySet[WithAnnotations[Export, InExport]]":
    """The exports that say of a claim a verdict which it no longer has."""
    told = exports_relying_on(claim.pk).filter(claim_status__in=VERDICTS)
    return told.exclude(claim_status=claim.status)


def tell_of_falls(since: datetime) -> int:
    """Tell those whose work relied on a claim that fell since then; returns how many claims did.

    Each person is told once of each fall: who decided a claim on it by the doubt about their own
    decision, everybody else by a notice at the claim that fell.
    """
    falls = ReviewEvent.objects.filter(
        at__gte=since, kind=EventKind.REOPENED, old__in=VERDICTS
    ).select_related("claim")
    for fall in falls.order_by("number"):
        concerned = _concerned(fall.claim, fall.at) - _doubted(fall)
        tell(concerned, fall.claim_id, NoticeKind.RELIED_ON, str(fall.number))
    return len(falls)


def fact_of(fall: ReviewEvent) -> str:
    """The name of a fall, in the doubts that it raises."""
    return f"{fall.claim_id}/{fall.number}"


def _concerned(claim: Claim, at: datetime) -> set[UUID]:
    """Who had cited the claim at a time, decided or approved on it, near or far, or exported it."""
    bases = [claim.pk, *_reached(claim.pk)]
    cited = Evidence.objects.standing().filter(cited_claim__in=bases, added_at__lt=at)
    cited = cited.exclude(stance=Stance.CONTEXT)
    people = set(cited.values_list("added_by", flat=True))
    decisions = Decision.objects.filter(evidence__in=cited, at__lt=at)
    for pair in decisions.values_list("decider", "approval__approver"):
        people |= {person for person in pair if person}
    exports = told_otherwise(claim).filter(finished_at__lt=at)
    return people | set(exports.values_list("requested_by", flat=True))


def _doubted(fall: ReviewEvent) -> set[UUID]:
    """Who is told of a fall already, by the doubts about their own decisions."""
    flags = ReviewFlag.objects.filter(reason=FlagReason.RELIED_ON, fact=fact_of(fall))
    people = flags.values_list("decision__decider", "decision__approval__approver")
    return {person for pair in people for person in pair if person}


def _reached(claim_id: UUID) -> dict[UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, [claim_id, MOST])
        return dict(cursor.fetchall())
