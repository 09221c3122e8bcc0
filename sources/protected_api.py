"""The API of protected sources. No answer here may be stored, and no Idempotency-Key is kept."""

from typing import Annotated, Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field, SecretStr

from newsroom.answers import json_bytes
from newsroom.api_auth import Key, caller
from newsroom.cursors import PageQuery, page_of
from newsroom.errors import BadInput
from newsroom.models import Scope, User
from newsroom.schemas import Flag, Strict, Time, Words, errors
from newsroom.secrecy import quietly
from sources import protection
from sources.models import ProtectedEvent, Source
from sources.sealing import Identity

router = Router(tags=["Protected sources"])
PROTECTED = Key(Scope.PROTECTED)
Reason = Annotated[
    Words, Field(description="Why; it is kept for ever.", examples=["Before we publish."])
]
REFUSED = errors(400, 404, 409, 415, 422)


class ReasonIn(Strict):
    """Why somebody looks, or erases."""

    reason: Reason


class IdentityIn(Strict):
    """Who a source really is."""

    name: SecretStr = Field(examples=["A. Nonymous"])
    contact: SecretStr = SecretStr("")
    note: SecretStr = SecretStr("")
    reason: Reason


class GrantIn(Strict):
    """Who may look from now on, or may no longer."""

    person: Words = Field(
        max_length=150, description="A colleague's user name.", examples=["layla"]
    )
    take_back: Flag = False
    reason: Reason


class IdentityOut(Schema):
    """Who a source really is."""

    source: UUID
    name: str
    contact: str
    note: str


class ProtectedEventOut(Schema):
    """Something that was done with an identity."""

    kind: str
    actor: str | None
    person: str | None
    reason: str
    at: Time


class ProtectedOut(Schema):
    """Who may look, and what was done last; empty for whoever may not look."""

    source: UUID
    permitted: list[str]
    events: list[ProtectedEventOut]
    next: str | None = Field(description="`cursor` of the events before these.")
    previous: str | None


class ProtectedQuery(PageQuery, row=ProtectedEventOut):
    """Which events."""

    key_type = int


LATEST: Final = ProtectedQuery.model_validate({})
COLUMNS = ("id", "kind", "actor__username", "person__username", "reason", "at")


@router.get(
    "sources/{source_id}/protected", auth=PROTECTED, response={200: ProtectedOut, **errors(404)}
)
def get_protected(
    request: HttpRequest, source_id: UUID, query: Query[ProtectedQuery]
) -> HttpResponse:
    """Who may look and who did: not who it is. Empty, too, for a caller who may not look.

    The events are a page, the latest first; `next` and `previous` are cursors of the others.
    """
    _exists(source_id)
    return _answer(_record(source_id, caller(request), query))


@router.post(
    "sources/{source_id}/protected/looks",
    auth=PROTECTED,
    response={200: IdentityOut, **REFUSED},
)
@quietly
def look_at_protected(request: HttpRequest, source_id: UUID, why: ReasonIn) -> HttpResponse:
    """Who a source really is. Each look is recorded, with its reason, before it is answered."""
    _exists(source_id)
    found = protection.look(source_id, by=caller(request), reason=why.reason)
    return _answer(
        {"source": source_id, "name": found.name, "contact": found.contact, "note": found.note}
    )


@router.put(
    "sources/{source_id}/protected", auth=PROTECTED, response={200: ProtectedOut, **REFUSED}
)
@quietly
def keep_protected(request: HttpRequest, source_id: UUID, new: IdentityIn) -> HttpResponse:
    """Keep who a source really is, in place of what was kept."""
    _exists(source_id)
    identity = Identity(
        new.name.get_secret_value(), new.contact.get_secret_value(), new.note.get_secret_value()
    )
    protection.keep_identity(source_id, identity, by=caller(request), reason=new.reason)
    return _answer(_record(source_id, caller(request)))


@router.post(
    "sources/{source_id}/protected/erase",
    auth=PROTECTED,
    response={200: ProtectedOut, **REFUSED},
)
def erase_protected(request: HttpRequest, source_id: UUID, why: ReasonIn) -> HttpResponse:
    """Delete who a source really is, with every permission to look."""
    _exists(source_id)
    protection.erase_identity(source_id, by=caller(request), reason=why.reason)
    return _answer(_record(source_id, caller(request)))


@router.post(
    "sources/{source_id}/protected/grants",
    auth=PROTECTED,
    response={200: ProtectedOut, **REFUSED},
)
def permit_protected(request: HttpRequest, source_id: UUID, grant: GrantIn) -> HttpResponse:
    """Let a colleague look, or no longer. Sent again it changes nothing."""
    _exists(source_id)
    person = User.objects.filter(username=grant.person, is_active=True).first()
    if person is None:
        raise BadInput("person: there is no colleague of this name.")
    workflow = protection.take_back if grant.take_back else protection.permit
    workflow(source_id, person, by=caller(request), reason=grant.reason)
    return _answer(_record(source_id, caller(request)))


def _exists(source_id: UUID) -> None:
    if not Source.objects.filter(pk=source_id).exists():
        raise Http404


def _record(source_id: UUID, person: User, query: ProtectedQuery = LATEST) -> dict[str, Any]:
    may_look = protection.may_look(source_id, person)
    events = protection.events_of(source_id) if may_look else ProtectedEvent.objects.none()
    page = page_of(events, COLUMNS, _event, query)
    return {
        "source": source_id,
        "permitted": [str(one) for one in protection.permitted(source_id)] if may_look else [],
        "events": page.items,
        "next": page.next,
        "previous": page.previous,
    }


def _event(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": values["kind"],
        "actor": values["actor__username"],
        "person": values["person__username"],
        "reason": values["reason"],
        "at": values["at"],
    }


def _answer(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json_bytes(body), content_type="application/json")
