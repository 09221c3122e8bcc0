"""The API of webhooks: who is told of changes, and what became of each message."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from newsroom import webhooks
from newsroom.answers import answer_new, answer_one, answer_page
from newsroom.api_auth import Key, caller
from newsroom.cursors import PageQuery, page_of
from newsroom.delivering import withheld_from
from newsroom.endpoints import guarded_change
from newsroom.models import Delivery, DeliveryTry, Scope, User, Webhook
from newsroom.permissions import Action, may
from newsroom.schemas import Flag, Strict, Words, errors
from newsroom.webhook_models import DeliveryState

router = Router(tags=["Webhooks"])
Values = dict[str, Any]
ADMIN = Key(Scope.ADMIN)
Event = Annotated[Words, Field(max_length=40, examples=["claim.status_changed"])]


class WebhookChange(Strict):
    """What may be said of a webhook; what is left out stays as it is."""

    name: Words | None = Field(None, max_length=webhooks.LONGEST_NAME)
    url: Words | None = Field(None, max_length=4096, examples=["https://cms.example/musnad"])
    events: list[Event] | None = Field(None, max_length=50, description="`*` stands for any part.")
    filters: dict[str, list[Words]] | None = Field(
        None,
        description="Members of the row, and the values of which each must have one.",
        examples=[{"language": ["ar"]}],
    )
    active: Flag | None = Field(None, description="A stopped one is told later what it missed.")


class WebhookIn(Strict):
    """A new webhook. It is told of what changes from now on."""

    name: Words = Field(max_length=webhooks.LONGEST_NAME)
    url: Words = Field(max_length=4096, examples=["https://cms.example/musnad"])
    events: list[Event] = Field(max_length=50, description="`*` stands for any part.")
    filters: dict[str, list[Words]] = Field(
        {}, description="Members of the row, and the values of which each must have one."
    )


class WebhookOut(Schema):
    """A webhook."""

    id: UUID
    name: str
    url: str
    events: list[str]
    filters: dict[str, list[str]]
    active: bool
    stopped_because: str | None
    rests_until: datetime | None = Field(description="It didn't answer and is left alone so long.")
    created_at: datetime


class WebhookWithSecret(WebhookOut):
    """A webhook with its secret, which is shown this once."""

    secret: str = Field(description="For the signatures of the Standard Webhooks specification.")


class WebhookPage(Schema):
    """A page of webhooks, the latest made first."""

    items: list[WebhookOut]
    next: str | None
    previous: str | None


class TryOut(Schema):
    """One attempt to deliver a message."""

    at: datetime
    status: int | None = Field(description="Of HTTP; null: there was no answer.")
    failure: str | None
    milliseconds: int


class DeliveryOut(Schema):
    """A message, and how each attempt went."""

    id: UUID
    event: str
    subject: UUID | None = Field(description="The claim it is about, or else the source.")
    state: DeliveryState
    tries: int
    due_at: datetime | None = Field(description="When it is sent next; null: it isn't.")
    created_at: datetime
    body: str | None = Field(
        description="The very text that is sent and signed; null: you may not see its row now."
    )
    attempts: list[TryOut]


class DeliveryPage(Schema):
    """A page of messages, the latest made first."""

    items: list[DeliveryOut]
    next: str | None
    previous: str | None


class DeliveryFilter(PageQuery):
    """Which messages."""

    state: DeliveryState | None = None


class Replayed(Schema):
    """How many messages are sent again."""

    messages: int


COLUMNS = (
    "id",
    "name",
    "url",
    "events",
    "filters",
    "active",
    "stopped_because",
    "rests_until",
    "created_at",
)


@router.get("webhooks", auth=ADMIN, response={200: WebhookPage})
def list_webhooks(request: HttpRequest, query: Query[PageQuery]) -> HttpResponse:
    """Your webhooks, the latest made first; an administrator's key lists everybody's."""
    return answer_page(request, page_of(_mine(caller(request)), COLUMNS, _row, query))


@router.post("webhooks", auth=ADMIN, response={201: WebhookWithSecret})
def add_webhook(request: HttpRequest, new: WebhookIn) -> HttpResponse:
    """Tell an address of changes from now on. The answer has the secret, this once."""
    made = webhooks.add_webhook(**new.model_dump(), by=caller(request))
    return answer_new(request, {**_values(made.pk, caller(request)), "secret": made.secret})


@router.get("webhooks/{webhook_id}", auth=ADMIN, response={200: WebhookOut})
def get_webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """A webhook."""
    return answer_one(request, _values(webhook_id, caller(request)))


@router.patch("webhooks/{webhook_id}", auth=ADMIN, response={200: WebhookOut, **errors(412)})
def change_webhook(request: HttpRequest, webhook_id: UUID, change: WebhookChange) -> HttpResponse:
    """Change a webhook, stop it, or start it again."""
    by = caller(request)
    sent = {name: value for name, value in change.model_dump().items() if value is not None}
    changed = guarded_change(
        request,
        _mine(by).filter(pk=webhook_id),
        lambda: _values(webhook_id, by),
        lambda: webhooks.change_webhook(webhook_id, sent, by=by),
    )
    return answer_one(request, changed)


@router.delete("webhooks/{webhook_id}", auth=ADMIN, response={204: None})
def remove_webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Remove a webhook with its messages."""
    _values(webhook_id, caller(request))
    webhooks.remove_webhook(webhook_id, by=caller(request))
    return HttpResponse(status=204)


@router.post("webhooks/{webhook_id}/secret", auth=ADMIN, response={201: WebhookWithSecret})
def rotate_secret(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Make a new secret. For a day messages are signed with the former one as well."""
    values = _values(webhook_id, caller(request))
    rotated = webhooks.rotate_secret(webhook_id, by=caller(request))
    return answer_new(request, {**values, "secret": rotated.secret})


@router.post("webhooks/{webhook_id}/test", auth=ADMIN, response={201: DeliveryOut})
def send_test(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Send a message that says nothing but that it arrives."""
    _values(webhook_id, caller(request))
    sent = webhooks.send_test(webhook_id, by=caller(request))
    return answer_new(request, _delivery(sent.pk, caller(request)))


@router.post("webhooks/{webhook_id}/replay", auth=ADMIN, response={200: Replayed})
def replay_given_up(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Send all messages again that were given up."""
    _values(webhook_id, caller(request))
    count = webhooks.replay_given_up(webhook_id, by=caller(request))
    return answer_one(request, {"messages": count})


@router.get("webhooks/{webhook_id}/deliveries", auth=ADMIN, response={200: DeliveryPage})
def list_deliveries(
    request: HttpRequest, webhook_id: UUID, query: Query[DeliveryFilter]
) -> HttpResponse:
    """The delivery log: messages and all attempts, the latest made first."""
    _values(webhook_id, caller(request))
    found = _with_attempts(Delivery.objects.filter(webhook=webhook_id))
    if query.state:
        found = found.filter(state=query.state)
    page = page_of(found, DELIVERY_COLUMNS, _delivery_row, query)
    shown = _as_seen_by(caller(request), page.items)
    return answer_page(request, replace(page, items=shown))


@router.post("deliveries/{delivery_id}/replay", auth=ADMIN, response={201: DeliveryOut})
def replay(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Send one message again, under its own id."""
    mine = _mine(caller(request))
    if not Delivery.objects.filter(pk=delivery_id, webhook__in=mine).exists():
        raise Http404
    webhooks.replay(delivery_id, by=caller(request))
    return answer_new(request, _delivery(delivery_id, caller(request)))


def _mine(user: User) -> QuerySet[Webhook]:
    everybodys = may(user, Action.MANAGE_WEBHOOKS, own=False)
    return Webhook.objects.all() if everybodys else Webhook.objects.filter(owner=user)


def _values(webhook_id: UUID, user: User) -> Values:
    found = _mine(user).filter(pk=webhook_id).values(*COLUMNS).first()
    if found is None:
        raise Http404
    return _row(found)


def _row(values: Values) -> Values:
    return {**values, "stopped_because": values["stopped_because"] or None}


DELIVERY_COLUMNS = (
    "id",
    "event",
    "subject",
    "state",
    "tries",
    "due_at",
    "created_at",
    "body",
    "log",
)


def _with_attempts(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    attempt = JSONObject(at="at", status="status", failure="failure", milliseconds="milliseconds")
    attempts = DeliveryTry.objects.filter(delivery=OuterRef("pk")).order_by("id")
    return deliveries.annotate(log=ArraySubquery(attempts.values(json=attempt)))


def _delivery(delivery_id: UUID, reader: User) -> Values:
    found = _with_attempts(Delivery.objects.filter(pk=delivery_id))
    [row] = _as_seen_by(reader, [_delivery_row(found.values(*DELIVERY_COLUMNS).get())])
    return row


def _as_seen_by(reader: User, rows: list[Values]) -> list[Values]:
    """The messages without the words of those whose rows a reader may no longer see."""
    messages = [Delivery(pk=row["id"], body=row["body"]) for row in rows]
    withheld = withheld_from(reader, messages)
    return [{**row, "body": None} if row["id"] in withheld else row for row in rows]


def _delivery_row(values: Values) -> Values:
    attempts = [{**one, "failure": one["failure"] or None} for one in values.pop("log")]
    waits = values["state"] == DeliveryState.WAITING
    return {**values, "due_at": values["due_at"] if waits else None, "attempts": attempts}
