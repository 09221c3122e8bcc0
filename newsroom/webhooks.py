"""What people and programs do with webhooks: add, change, test, rotate, replay, remove."""

import base64
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext

from newsroom import changes
from newsroom.addresses import allow_rule, parse_url, reachable_addresses, resolve
from newsroom.answers import json_bytes
from newsroom.errors import BadInput, Conflict, one_of
from newsroom.models import Delivery, User, Webhook
from newsroom.permissions import Action, all_or_nothing, require
from newsroom.sealing import SealedWithAnotherKey, seal
from newsroom.webhook_models import PURPOSE, DeliveryState

# Events by kind, as the triggers of each table name them.
EVENTS: Final = (
    "claim.created",
    "claim.changed",
    "claim.status_changed",
    "attribution.created",
    "attribution.retired",
    "verdict.decided",
    "verdict.shown",
    "verdict.approved",
    "verdict.returned",
    "verdict.decided_differently",
    "source.created",
    "source.changed",
    "source.merged",
)
# Members of the rows by which messages may be chosen.
FILTERS: Final = ("language", "outlet", "status", "verdict", "kind", "anonymity", "made_by")
LONGEST_NAME: Final = 200
# How long the former secret signs beside the new one.
OVERLAP: Final = timedelta(hours=24)
TEST: Final = "webhook.test"


class WebhookStopped(Conflict):
    """A stopped webhook is sent nothing."""


@all_or_nothing
def add_webhook(
    name: str,
    url: str,
    events: Sequence[str],
    *,
    by: User,
    filters: Mapping[str, Sequence[str]] | None = None,
) -> Webhook:
    """Tell an address of what changes from now on; its secret is in the row, to be shown once.

    Raises: NotPermitted; BadInput, naming the field; FetchRefused and FetchFailed for an address
        that can't be reached from here.
    """
    require(by, Action.MANAGE_WEBHOOKS)
    place = changes.latest_place()
    return Webhook.objects.create(
        name=_checked_name(name),
        url=_checked_url(url),
        events=_checked_events(events),
        filters=_checked_filters(filters or {}),
        owner=by,
        sealed_secret=_new_secret(),
        position=place.position,
        number=place.number,
    )


@all_or_nothing
def change_webhook(webhook_id: UUID, values: Mapping[str, Any], *, by: User) -> Webhook:
    """Change a webhook's name, address, events or filters, or start and stop it.

    One that is started again is told of what it missed.
    Raises: NotPermitted; BadInput; Webhook.DoesNotExist.
    """
    webhook = _locked(webhook_id, by)
    checks: dict[str, Callable[[Any], Any]] = {
        "name": _checked_name,
        "url": _checked_url,
        "events": _checked_events,
        "filters": _checked_filters,
    }
    for name, value in values.items():
        setattr(webhook, name, checks[name](value) if name in checks else value)
    if values.get("active"):
        webhook.stopped_because, webhook.failures, webhook.rests_until = "", 0, None
    webhook.save()
    return webhook


@all_or_nothing
def rotate_secret(webhook_id: UUID, *, by: User) -> Webhook:
    """Give a webhook a new secret; for a day the former one signs as well."""
    webhook = _locked(webhook_id, by)
    webhook.sealed_former_secret, webhook.sealed_secret = webhook.sealed_secret, _new_secret()
    webhook.former_until = timezone.now() + OVERLAP if _opens(webhook) else None
    webhook.save(update_fields=["sealed_secret", "sealed_former_secret", "former_until"])
    return webhook


def seal_anew() -> list[Webhook]:
    """Seal all secrets with the newest secret key; safe to repeat. Returns those no key opens."""
    lost = []
    for webhook_id in Webhook.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            webhook = Webhook.objects.select_for_update().get(pk=webhook_id)
            try:
                webhook.sealed_secret = seal(webhook.secret.encode(), purpose=PURPOSE)
            except SealedWithAnotherKey:
                lost.append(webhook)
                continue
            if webhook.sealed_former_secret and _opens(webhook):
                former = webhook.former_secret.encode()
                webhook.sealed_former_secret = seal(former, purpose=PURPOSE)
            webhook.save(update_fields=["sealed_secret", "sealed_former_secret"])
    return lost


@all_or_nothing
def remove_webhook(webhook_id: UUID, *, by: User) -> None:
    """Remove a webhook with its messages."""
    webhook = _locked(webhook_id, by)
    # In two statements, however many messages: Django would load each of them to look for more.
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM newsroom_deliverytry t USING newsroom_delivery d"
            " WHERE d.id = t.delivery_id AND d.webhook_id = %s",
            [webhook.pk],
        )
        cursor.execute("DELETE FROM newsroom_delivery WHERE webhook_id = %s", [webhook.pk])
    webhook.delete()


@all_or_nothing
def send_test(webhook_id: UUID, *, by: User) -> Delivery:
    """Send a message that says nothing but that it arrives. Raises: WebhookStopped."""
    webhook = _locked(webhook_id, by)
    _check_active(webhook)
    now = timezone.now()
    body = json_bytes({"type": TEST, "timestamp": now, "data": {"webhook": webhook.pk}})
    return Delivery.objects.create(webhook=webhook, event=TEST, body=body.decode(), due_at=now)


@all_or_nothing
def replay(delivery_id: UUID, *, by: User) -> Delivery:
    """Send a message again: one that was given up, or one whose receiver lost it.

    A waiting one is sent at once. The message keeps its id, by which a receiver knows it again.
    Raises: WebhookStopped; Delivery.DoesNotExist.
    """
    found = Delivery.objects.select_related("webhook").select_for_update().get(pk=delivery_id)
    _require_mine(found.webhook, by)
    _check_active(found.webhook)
    found.state, found.tries, found.due_at = DeliveryState.WAITING, 0, timezone.now()
    found.save(update_fields=["state", "tries", "due_at"])
    Webhook.objects.filter(pk=found.webhook_id).update(rests_until=None)
    return found


@all_or_nothing
def replay_given_up(webhook_id: UUID, *, by: User) -> int:
    """Send all that was given up again; returns how many messages."""
    webhook = _locked(webhook_id, by)
    _check_active(webhook)
    Webhook.objects.filter(pk=webhook_id).update(rests_until=None)
    return webhook.deliveries.filter(state=DeliveryState.DEAD).update(
        state=DeliveryState.WAITING, tries=0, due_at=timezone.now()
    )


def wants(webhook: Webhook, event: str, row: Mapping[str, Any] | None) -> bool:
    """Whether a webhook is told of a change; a filter counts for rows that have its member."""
    if not any(fnmatchcase(event, pattern) for pattern in webhook.events):
        return False
    return row is None or all(
        str(row[member]) in wanted for member, wanted in webhook.filters.items() if member in row
    )


def _locked(webhook_id: UUID, by: User) -> Webhook:
    webhook = Webhook.objects.select_for_update().get(pk=webhook_id)
    _require_mine(webhook, by)
    return webhook


def _require_mine(webhook: Webhook, by: User) -> None:
    require(by, Action.MANAGE_WEBHOOKS, own=webhook.owner_id == by.pk, about=f"webhook {webhook}")


def _check_active(webhook: Webhook) -> None:
    if not webhook.active:
        raise WebhookStopped(gettext("The webhook is stopped; start it first."))


def _new_secret() -> str:
    """A secret as it is stored."""
    return seal(b"whsec_" + base64.b64encode(secrets.token_bytes(32)), purpose=PURPOSE)


def _opens(webhook: Webhook) -> bool:
    """Whether the former secret can still sign."""
    try:
        return bool(webhook.former_secret)
    except SealedWithAnotherKey:
        return False


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadInput(
            "name: "
            + gettext("1 to %(number)s characters, none of them invisible.")
            % {"number": LONGEST_NAME}
        )
    return name


def _checked_url(url: str) -> str:
    """An address that messages may go to; a private one only where the operator allows it."""
    parsed = parse_url(url)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    rules = [allow_rule(entry) for entry in settings.MUSNAD_FETCH_ALLOW]
    reachable_addresses(parsed.host, port, rules=rules, resolver=resolve, seconds=5)
    return str(parsed)


def _checked_events(events: Sequence[str]) -> list[str]:
    for event in events:
        if not any(fnmatchcase(known, event) for known in EVENTS):
            raise BadInput("events: " + one_of(EVENTS))
    if not events:
        raise BadInput("events: " + gettext("at least one is needed; * means all."))
    return sorted(set(events))


def _checked_filters(filters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    for member in filters:
        if member not in FILTERS:
            raise BadInput(f"filters: there is no {member}; there are {', '.join(FILTERS)}.")
    return {member: sorted(map(str, wanted)) for member, wanted in filters.items() if wanted}
