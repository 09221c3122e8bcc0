"""Whose turn it is: the next claim for a person, what they hold, what waits for them.

A claim is in one person's hands by a lease that ends by itself. What is leased, assigned or decided
is in no queue, so the next claim is the first row of a partial index however many there are. Who
changes a review locks its row first and the claim's after it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import (
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext

from claims.closed_desks import named_values
from claims.errors import InOtherHands, MoveNotPossible
from claims.history import append
from claims.models import Claim, Review
from claims.moves import AWAITING_APPROVAL, IN_REVIEW, OPEN, UNREVIEWED
from claims.notice_models import NoticeKind
from claims.notices import tell
from claims.priority import weigh
from claims.queue_sql import (
    END_LEASES,
    LEASE_NEXT,
    LEASE_OF_DESK,
    LEASE_OF_NO_DESK,
    QUEUES,
)
from claims.review_models import EventKind
from newsroom.models import Desk, User
from newsroom.permissions import Action, all_or_nothing, may, require
from newsroom.statements import first, rows

LEASE: Final = timedelta(minutes=20)
HOURS_TO_DECIDE: Final = 48  # for claims of no desk


def take_next(*, by: User) -> Review | None:
    """As `lease_next`, with all that is shown of the claim's review."""
    taken = lease_next(by=by)
    return review_of(taken) if taken else None


@all_or_nothing
def lease_next(*, by: User) -> UUID | None:
    """Lease the most urgent claim a person may take; None if there is none.

    Who holds one already gets that one again, so that asking twice takes no second claim. What is
    assigned to the person comes before the queues of their desks and of no desk.
    """
    require(by, Action.TAKE, about="queue")
    if taken := _lease(LEASE_NEXT, by) or _lease_from_desks(by):
        return taken
    # Leases that ran out come back when nothing else is left, and by the clock.
    return _lease_from_desks(by) if end_leases() else None


def review_of(claim_id: UUID, *, to: User | None = None) -> Review:
    """A claim's review with all that is shown of it.

    Raises: Review.DoesNotExist, also if the person it is shown to may not see the claim.
    """
    return (
        seen_by(to, Review.objects.all())
        .select_related("claim", "desk", "leased_to", "assigned_to", "decision__decider")
        .get(pk=claim_id)
    )


def seen_by(user: User | None, reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Those of claims that somebody may see, as `Claim.objects.visible_to` has it."""
    shut = Desk.objects.shut_to(user)
    return reviews.filter(Q(desk=None) | ~Q(desk__in=shut)) if user else reviews


def _lease(statement: str, user: User, desk: int | None = None) -> UUID | None:
    given = {**named_values(user), "lease": LEASE.total_seconds(), "desk": desk}
    found = first(statement, given)
    return found[0] if found else None


def _lease_from_desks(user: User) -> UUID | None:
    """The first claim of any queue that isn't being taken by others at this very moment."""
    for desk, _ in rows(QUEUES, {"me": user.pk}):
        statement = LEASE_OF_NO_DESK if desk is None else LEASE_OF_DESK
        if taken := _lease(statement, user, desk):
            return taken
    return None


@all_or_nothing
def take(claim_id: UUID, *, by: User) -> Review:
    """Lease this very claim; who holds it already keeps it longer.

    Raises: InOtherHands; MoveNotPossible if the claim is decided or awaits approval.
    """
    require(by, Action.TAKE, about=f"claim {claim_id}")
    hold(locked_review(claim_id, by=by), by=by)
    return review_of(claim_id)


def locked_review(claim_id: UUID, *, by: User | None = None) -> Review:
    """A claim's review, locked and with its claim.

    Raises: Review.DoesNotExist, also if whoever asks may not see the claim.
    """
    review = (
        seen_by(by, Review.objects.all())
        .select_for_update(of=("self",), no_key=True)
        .get(pk=claim_id)
    )
    review.claim = Claim.objects.select_related("outlet").get(pk=claim_id)
    return review


def hold(review: Review, *, by: User) -> None:
    """Put an open claim into a person's hands, or keep it there: any work on it renews the lease.

    Raises: InOtherHands; MoveNotPossible if it isn't open.
    """
    begin(review, by=by)
    review.leased_to, review.leased_until = by, timezone.now() + LEASE
    review.save(update_fields=["leased_to", "leased_until"])


def begin(review: Review, *, by: User) -> None:
    """Bring an open claim that nobody else has in hand into review, if it isn't there yet.

    Raises: InOtherHands; MoveNotPossible if it isn't open.
    """
    if review.claim.status not in OPEN:
        status = review.claim.get_status_display()
        raise MoveNotPossible(
            gettext("This claim is %(status)s; re-open it first.") % {"status": status}
        )
    if not review.is_open:
        raise MoveNotPossible(
            gettext("A colleague has said that this is no claim; take that back first.")
        )
    other = review.leased_to
    if other and other != by and review.leased_until and review.leased_until > timezone.now():
        raise InOtherHands(
            gettext("%(person)s has this claim in hand until %(time)s.")
            % {"person": other, "time": timezone.localtime(review.leased_until).strftime("%H:%M")}
        )
    if review.claim.status == UNREVIEWED:
        append(review.pk, EventKind.TAKEN, by=by, old=UNREVIEWED, new=IN_REVIEW)
        review.claim.status = IN_REVIEW
        review.revision += 1


def renew(claim_id: UUID, *, by: User) -> datetime | None:
    """Keep a claim that one holds for another while; None if it isn't in one's hands any more."""
    until = timezone.now() + LEASE
    held = Review.objects.filter(pk=claim_id, leased_to=by, is_open=True)
    return until if held.update(leased_until=until) else None


@all_or_nothing
def release(claim_id: UUID, *, by: User) -> None:
    """Give a claim back to the queue, which won't offer it to the same person again.

    A claim in nobody's hands stays as it is. Raises: NotPermitted for another's claim.
    """
    review = locked_review(claim_id, by=by)
    if review.leased_to is None:
        return
    own = review.leased_to == by
    require(by, Action.RELEASE, own=own, about=f"claim {claim_id}")
    if own and by.pk not in review.passed_by:
        review.passed_by.append(by.pk)
    review.leased_to, review.leased_until = None, None
    review.save(update_fields=["leased_to", "leased_until", "passed_by"])


def release_all(user: User) -> int:
    """Give back all that somebody holds, as on signing out; returns how many."""
    held = Review.objects.filter(leased_to=user)
    return held.update(leased_to=None, leased_until=None)


def end_leases() -> int:
    """Give back what was held for too long; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(END_LEASES)
        return int(cursor.rowcount)


@all_or_nothing
def assign(claim_ids: Sequence[UUID], to: User | None, *, by: User) -> dict[UUID, str]:
    """Give claims to a person, or back to the queue; returns why some were refused, by claim.

    Raises: NotPermitted; MoveNotPossible if the person may take no claims.
    """
    require(by, Action.ASSIGN, about=f"{len(claim_ids)} claims")
    if to is not None and not may(to, Action.TAKE):
        raise MoveNotPossible(gettext("%(person)s takes no claims.") % {"person": to})
    refused, changed = {}, []
    shut = set(Desk.objects.shut_to(to).values_list("pk", flat=True)) if to else set()
    for review in _locked(claim_ids, by):
        if to and review.desk_id in shut:
            refused[review.pk] = gettext("%(person)s isn't of its closed desk.") % {"person": to}
        elif review.claim.status not in OPEN:
            refused[review.pk] = gettext("It is decided already.")
        elif review.leased_to and review.leased_to != to:
            refused[review.pk] = gettext("%(person)s has it in hand.") % {
                "person": review.leased_to
            }
        elif review.assigned_to != to:
            changed.append(review)
    Review.objects.filter(pk__in=[review.pk for review in changed]).update(assigned_to=to)
    for review in changed:
        if to and to != by:
            tell([to.pk], review.pk, NoticeKind.ASSIGNED, f"{review.pk}:{review.revision}")
    for review in changed:
        note(review, EventKind.ASSIGNED, by=by, to=to.username if to else None)
    return refused


@all_or_nothing
def pin(claim_id: UUID, pinned: bool, *, by: User) -> None:
    """Put a claim first in its queue, or back to its place. Doing it twice changes nothing."""
    require(by, Action.PIN, about=f"claim {claim_id}")
    review = locked_review(claim_id, by=by)
    if review.pinned == pinned:
        return
    Review.objects.filter(pk=claim_id).update(pinned=pinned)
    weigh([claim_id])
    note(review, EventKind.PINNED if pinned else EventKind.UNPINNED, by=by)


@all_or_nothing
def move_to_desk(claim_ids: Sequence[UUID], desk: Desk | None, *, by: User) -> None:
    """Put claims into another desk's queue."""
    require(by, Action.ASSIGN, about=f"{len(claim_ids)} claims")
    moved = [review for review in _locked(claim_ids, by) if review.desk != desk]
    Review.objects.filter(pk__in=[review.pk for review in moved]).update(desk=desk)
    for review in moved:
        note(review, EventKind.MOVED_TO_DESK, by=by, desk=desk.name if desk else None)


def note(review: Review, kind: EventKind, *, by: User | None, **details: Any) -> None:
    """Write into the history what leaves the claim's status as it is."""
    status = review.claim.status
    append(review.pk, kind, by=by, old=status, new=status, **details)


def _locked(claim_ids: Sequence[UUID], by: User) -> list[Review]:
    """Reviews locked in one order, so that two who lock several don't wait in a circle."""
    locked = (
        seen_by(by, Review.objects.filter(pk__in=claim_ids))
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    reviews = list(locked.select_related("desk", "leased_to", "assigned_to"))
    claims = Claim.objects.in_bulk([review.pk for review in reviews])
    for review in reviews:
        review.claim = claims[review.pk]
    return reviews


def in_hands_of(user: User) -> QuerySet[Review]:
    """What a person holds or is assigned, the most urgent first."""
    mine = Q(leased_to=user) | Q(assigned_to=user)
    return _listed(seen_by(user, Review.objects.filter(mine, is_open=True)))


def awaiting_approval_of(user: User) -> QuerySet[Review]:
    """What waits for this person's approval: others' decisions, of their desks and of no desk."""
    return _listed(
        within_desks(user, Review.objects.filter(claim__status=AWAITING_APPROVAL)).exclude(
            decision__decider=user
        )
    )


def overdue(user: User, now: datetime | None = None) -> QuerySet[Review]:
    """What is open for longer than its desk has to decide, the longest first."""
    now = now or timezone.now()
    # What nobody could be late with is left out by the index, however many are open.
    shortest = Desk.objects.aggregate(hours=Min("hours_to_decide"))["hours"] or HOURS_TO_DECIDE
    since = now - timedelta(hours=min(shortest, HOURS_TO_DECIDE))
    hours = Coalesce(F("desk__hours_to_decide"), HOURS_TO_DECIDE)
    due = ExpressionWrapper(
        F("open_since") + hours * Value(timedelta(hours=1), DurationField()),
        output_field=DateTimeField(),
    )
    late = Review.objects.filter(is_open=True, open_since__lt=since).annotate(due=due)
    return _listed(within_desks(user, late.filter(due__lt=now))).order_by("open_since")


def waiting(user: User) -> QuerySet[Review]:
    """The queue as this person meets it, the most urgent first."""
    free = Review.objects.filter(is_open=True, leased_to=None, assigned_to=None)
    return _listed(within_desks(user, free).exclude(passed_by__contains=[user.pk]))


def waiting_at_desks(user: User) -> QuerySet[Review]:
    """What anybody of the desks an editor belongs to could take, the most urgent first."""
    free = Review.objects.filter(is_open=True, leased_to=None, assigned_to=None)
    return _listed(within_desks(user, free))


def in_any_hands(user: User) -> QuerySet[Review]:
    """What colleagues hold or are assigned."""
    held = Q(leased_to__isnull=False) | Q(assigned_to__isnull=False)
    return _listed(within_desks(user, Review.objects.filter(held, is_open=True)))


def awaiting_any_approval(user: User) -> QuerySet[Review]:
    """What waits for approval, one's own decisions too, which others approve."""
    return _listed(within_desks(user, Review.objects.filter(claim__status=AWAITING_APPROVAL)))


def within_desks(user: User, reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Those of the person's desks and of no desk; for whoever manages desks, all."""
    if may(user, Action.MANAGE_DESKS):
        return reviews
    return reviews.filter(Q(desk=None) | Q(desk__in=user.desks.all()))


def _listed(reviews: QuerySet[Review]) -> QuerySet[Review]:
    return reviews.select_related(
        "claim__outlet", "desk", "leased_to", "assigned_to", "decision__decider"
    ).order_by("-priority", "claim_id")
