"""What people bring for and against a claim, and what it showed when they did."""

from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from articles.errors import IntakeError
from articles.fetching import Fetched, fetch
from articles.urls import canonical_url
from articles.workflows import store_bytes
from claims.errors import MoveNotPossible
from claims.evidence_models import EvidenceKind, SnapshotState, Stance
from claims.models import Claim, Evidence
from claims.priority import weigh
from claims.queue import locked_review, note
from claims.quoting import has_quote, shown_text
from claims.review_models import EventKind
from newsroom.after_commit import after_commit
from newsroom.errors import BadInput, at_most, one_of
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require

LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """What somebody brings: an address, a file's bytes, a claim of the tracker, or a note."""

    stance: str
    kind: str
    url: str = ""
    body: bytes = b""
    cited_claim: UUID | None = None
    quote: str = ""
    note: str = ""
    is_primary: bool = False


@all_or_nothing
def add_evidence(claim_id: UUID, new: NewEvidence, *, by: User) -> Evidence:
    """Add evidence to a claim. A link is fetched and stored by a worker afterwards.

    The same evidence again is the evidence that is there already.
    Raises: BadInput naming the field and the rule; NotPermitted.
    """
    require(by, Action.ADD_EVIDENCE, about=f"claim {claim_id}")
    _check(claim_id, new, by)
    review = locked_review(claim_id, by=by)
    facts = {
        "stance": new.stance,
        "kind": new.kind,
        "url": canonical_url(new.url) if new.url else "",
        "cited_claim_id": new.cited_claim,
        "quote": new.quote.strip(),
        "note": new.note.strip(),
        "is_primary": new.is_primary,
    }
    known = Evidence.objects.filter(claim=claim_id, added_by=by, withdrawn_at=None, **facts)
    if not new.body and (same := known.first()):
        return same
    evidence = Evidence(claim_id=claim_id, added_by=by, **facts)
    if new.body:
        _store(evidence, new.body, "", None)
    elif evidence.url:
        evidence.snapshot_state = SnapshotState.WAITING
    evidence.save()
    weigh([claim_id])
    note(review, EventKind.EVIDENCE_ADDED, by=by, evidence=evidence.pk, stance=new.stance)
    if evidence.snapshot_state == SnapshotState.WAITING:
        _queue(evidence.pk)
    return evidence


def _check(claim_id: UUID, new: NewEvidence, by: User) -> None:
    if new.stance not in Stance.values:
        raise BadInput("stance: " + one_of(Stance.values))
    if new.kind not in EvidenceKind.values:
        raise BadInput("kind: " + one_of(EvidenceKind.values))
    for field in ("quote", "note"):
        if len(getattr(new, field)) > LONGEST:
            raise BadInput(f"{field}: " + at_most(LONGEST))
    if len(new.body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise BadInput(
            "body: "
            + gettext("at most %(number)s bytes are taken.")
            % {"number": f"{settings.DATA_UPLOAD_MAX_MEMORY_SIZE:,}"}
        )
    if new.quote and not any(character.isalnum() for character in new.quote):
        raise BadInput(
            "quote: " + gettext("has no letter or digit, so there is nothing to look for.")
        )
    if (new.kind == EvidenceKind.CLAIM) != (new.cited_claim is not None):
        raise BadInput(
            "cited_claim: " + gettext("belongs to evidence of the kind claim, and only there.")
        )
    if new.cited_claim == claim_id:
        raise BadInput("cited_claim: " + gettext("a claim is no evidence for itself."))
    seen = Claim.objects.visible_to(by)
    if new.cited_claim and not seen.filter(pk=new.cited_claim).exists():
        raise BadInput("cited_claim: " + gettext("there is no such claim."))
    if new.url and urlsplit(new.url).scheme not in {"http", "https"}:
        raise BadInput("url: " + gettext("begins with http:// or https://."))
    needs = {
        EvidenceKind.PAGE: ("url", new.url),
        EvidenceKind.DOCUMENT: ("url", new.url or new.body),
        EvidenceKind.IMAGE: ("url", new.url or new.body),
        EvidenceKind.CALL_NOTE: ("note", new.note.strip()),
    }.get(EvidenceKind(new.kind))
    if needs and not needs[1]:
        raise BadInput(f"{needs[0]}: " + gettext("is needed for evidence of this kind."))


def shown_to(person: User, claim: Claim) -> QuerySet[Evidence]:
    """A claim's evidence, without claims that the person may not see."""
    seen = Q(cited_claim=None) | Q(cited_claim__in=Claim.objects.visible_to(person))
    return claim.evidence.filter(seen).select_related("added_by", "cited_claim")


@all_or_nothing
def withdraw_evidence(evidence_id: UUID, *, by: User, because: str) -> Evidence:
    """Take evidence back; it stays to be seen, with why. Doing it twice changes nothing.

    Raises: BadInput without a reason; NotPermitted for another's evidence.
    """
    evidence = Evidence.objects.get(pk=evidence_id)
    review = locked_review(evidence.claim_id, by=by)
    evidence.refresh_from_db()
    require(
        by,
        Action.WITHDRAW_EVIDENCE,
        own=evidence.added_by_id == by.pk,
        about=f"evidence {evidence_id}",
    )
    if evidence.withdrawn_at is not None:
        return evidence
    if not because.strip():
        raise BadInput("because: " + gettext("must say why the evidence is withdrawn."))
    evidence.withdrawn_at, evidence.withdrawn_by = timezone.now(), by
    evidence.withdrawn_because = because.strip()
    evidence.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    note(review, EventKind.EVIDENCE_WITHDRAWN, by=by, evidence=evidence.pk, why=because.strip())
    return evidence


def fetch_snapshot(evidence_id: UUID) -> None:
    """Store what a link shows now, and look for the quote in it. A failure is written down.

    Safe to run twice: what is stored stays. Only an outage that may pass is raised, to be tried
    again.
    """
    evidence = Evidence.objects.get(pk=evidence_id)
    if evidence.snapshot_state != SnapshotState.WAITING or evidence.withdrawn_at:
        return
    try:
        fetched: Fetched | IntakeError = fetch(evidence.url)
    except IntakeError as error:
        fetched = error
    with transaction.atomic():
        evidence = Evidence.objects.select_for_update(no_key=True).get(pk=evidence_id)
        if evidence.snapshot_state != SnapshotState.WAITING or evidence.withdrawn_at:
            return
        if isinstance(fetched, IntakeError):
            evidence.snapshot_state = SnapshotState.FAILED
            evidence.failure, evidence.failure_reason = fetched.reason, str(fetched)
        else:
            _store(evidence, fetched.body, fetched.media_type, fetched.charset)
        evidence.save()


@all_or_nothing
def try_again(evidence_id: UUID, *, by: User) -> Evidence:
    """Fetch a link once more whose snapshot failed. Others stay as they are."""
    require(by, Action.ADD_EVIDENCE, about=f"evidence {evidence_id}")
    evidence = Evidence.objects.select_for_update(no_key=True).get(pk=evidence_id)
    if evidence.withdrawn_at:
        raise MoveNotPossible(gettext("This evidence was withdrawn."))
    if evidence.snapshot_state == SnapshotState.FAILED:
        evidence.snapshot_state = SnapshotState.WAITING
        evidence.failure, evidence.failure_reason = "", ""
        evidence.save(update_fields=["snapshot_state", "failure", "failure_reason"])
        _queue(evidence.pk)
    return evidence


def _store(evidence: Evidence, body: bytes, media_type: str, charset: str | None) -> None:
    evidence.snapshot = store_bytes(body)
    evidence.snapshot_state = SnapshotState.STORED
    evidence.snapshot_type, evidence.snapshot_at = media_type, timezone.now()
    if evidence.quote:
        text = shown_text(body, declared_charset=charset)
        # In a picture or a PDF nobody has looked for the quote, which is not the same as a miss.
        evidence.quote_found = None if text is None else has_quote(text, evidence.quote)


def _queue(evidence_id: UUID) -> None:
    """Fetch after the commit; if the broker is away, the sweep finds it later."""
    from claims.tasks import store_snapshot

    after_commit(store_snapshot.delay, str(evidence_id))
