"""Telling people what they should know: once each, and no longer when they have seen the claim."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import Claim, Notice
from claims.notice_models import NoticeKind
from newsroom.models import Desk, Role, User

ADMINISTRATORS = Q(role=Role.ADMINISTRATOR) | Q(is_superuser=True)


def tell(people: Iterable[UUID], claim_id: UUID, kind: NoticeKind, about: str) -> None:
    """Put a notice before each of these people who may see the claim, once however often tried."""
    active = User.objects.filter(pk__in=list(people), is_active=True)
    desk = Desk.objects.filter(reviews=claim_id, closed=True).first()
    if desk:
        active = active.filter(Q(desks=desk) | ADMINISTRATORS).distinct()
    Notice.objects.bulk_create(
        [Notice(person=person, claim_id=claim_id, kind=kind, about=about) for person in active],
        ignore_conflicts=True,
    )


def unread(person: User) -> QuerySet[Notice]:
    """What a person hasn't seen yet, the latest first."""
    return (
        person.notices.filter(read_at=None, claim__in=Claim.objects.visible_to(person))
        .select_related("claim")
        .order_by("-pk")
    )


def seen(person: User, claim_id: UUID) -> None:
    """A person has opened a claim: its notices have done their work."""
    person.notices.filter(claim=claim_id, read_at=None).update(read_at=timezone.now())
