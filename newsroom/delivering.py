"""Bringing messages to webhooks: at least once, in order per claim, for a day at most.

The change feed is the outbox: a fact's transaction writes its change, and each webhook follows the
feed. `tell` makes messages of what is new and moves the webhook's place in one transaction, so a
killed worker neither loses nor doubles one. `send_due` sends; what a worker has sent when it is
killed, before it could write that down, is sent again under the same id.
"""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import httpcore
import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from standardwebhooks import Webhook as Signer

from newsroom.addresses import parse_url
from newsroom.answers import json_bytes
from newsroom.changes import Happened, Place, changes_since, claims_concerned, kept_from
from newsroom.connections import errors_named, pool_until
from newsroom.errors import IntakeError
from newsroom.models import (
    ApiKey,
    Change,
    ChangeBatch,
    Delivery,
    DeliveryTry,
    Role,
    User,
    Webhook,
)
from newsroom.permissions import Action, may
from newsroom.sealing import SealedWithAnotherKey
from newsroom.webhook_models import DeliveryState
from newsroom.webhooks import wants

ONE_TRY_SECONDS: Final = 15
LONGEST_REST: Final = 300
USER_AGENT: Final = "Musnad/1 (webhooks)"
GONE: Final = 410
# Changes read at once, and messages made ahead of what was delivered.
TURN: Final = 200
MOST_WAITING: Final = 2000
KEPT_DAYS: Final = 30


def with_work() -> QuerySet[Webhook]:
    """Webhooks that have something to make or to send, as far as one statement can say."""
    now = timezone.now()
    due = Delivery.objects.filter(
        webhook=OuterRef("pk"), state=DeliveryState.WAITING, due_at__lte=now
    )
    last = F("number") + F("subjects__len") - 1
    rest = Change.objects.alias(last=last).filter(
        batch=OuterRef("pk"), last__gt=OuterRef(OuterRef("number"))
    )
    newer = ChangeBatch.objects.filter(
        Q(position__gt=OuterRef("position")) | Q(Exists(rest), position=OuterRef("position"))
    )
    keys = ApiKey.objects.usable().filter(user=OuterRef("owner"))
    return Webhook.objects.filter(
        ~Q(owner__role=Role.SERVICE) | Exists(keys),
        Exists(due) | Exists(newer),
        Q(rests_until=None) | Q(rests_until__lte=now),
        active=True,
        owner__is_active=True,
    )


def tell(webhook_id: UUID) -> bool:
    """Make messages of the next changes; returns whether there may be more to make now."""
    with transaction.atomic():
        webhook = (
            Webhook.objects.select_for_update(of=("self",))
            .select_related("owner")
            .filter(pk=webhook_id, active=True)
            .first()
        )
        if webhook is None or not _owner_may(webhook):
            return False
        waiting = webhook.deliveries.filter(state=DeliveryState.WAITING)
        if waiting[:MOST_WAITING].count() >= MOST_WAITING:
            return False
        place = Place(webhook.position, webhook.number)
        found = changes_since(place, TURN, reader=webhook.owner)
        if not found:
            return False
        wanted = [change for change in found if wants(webhook, change.event, change.data)]
        claims = claims_concerned(wanted)
        now = timezone.now()
        Delivery.objects.bulk_create(
            Delivery(
                webhook=webhook,
                event=change.event,
                subject=claims.get(change.subject, change.subject),
                position=change.place.position,
                number=change.place.number,
                body=_body(change),
                due_at=now,
            )
            for change in wanted
        )
        webhook.position, webhook.number = found[-1].place
        webhook.save(update_fields=["position", "number"])
        return len(found) == TURN


def _body(change: Happened) -> str:
    """A message in the form of the Standard Webhooks specification: type, timestamp, data."""
    data = {
        "kind": change.kind,
        "id": change.subject,
        "cursor": str(change.place),
        "row": change.data,
    }
    return json_bytes({"type": change.event, "timestamp": change.at, "data": data}).decode()


def send_due(webhook_id: UUID, *, seconds: float) -> None:
    """Send what is due, for so many seconds; one worker at a time does this for a webhook."""
    end = time.monotonic() + seconds
    webhook = Webhook.objects.select_related("owner").get(pk=webhook_id)
    while due := _next_due(webhook):
        for delivery in due:
            if time.monotonic() > end or not _takes_messages(webhook):
                return
            attempt(delivery, webhook)
        webhook.refresh_from_db()


def _takes_messages(webhook: Webhook) -> bool:
    rests = webhook.rests_until is not None and webhook.rests_until > timezone.now()
    return webhook.active and not rests and _owner_may(webhook)


def _owner_may(webhook: Webhook) -> bool:
    """Whether its owner is still there and may have webhooks; who left is told nothing.

    A program is there as long as one of its keys counts.
    """
    owner = webhook.owner
    there = owner.role != Role.SERVICE or owner.api_keys.usable().exists()
    return there and may(owner, Action.MANAGE_WEBHOOKS)


def _next_due(webhook: Webhook) -> list[Delivery]:
    """Due messages, of each claim only the oldest that waits."""
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING)
    earlier = waiting.filter(subject=OuterRef("subject")).filter(
        Q(position__lt=OuterRef("position"))
        | Q(position=OuterRef("position"), number__lt=OuterRef("number"))
    )
    return list(
        waiting.filter(~Exists(earlier), due_at__lte=timezone.now()).order_by("position", "number")[
            :TURN
        ]
    )


def withheld_from(reader: User, deliveries: Sequence[Delivery]) -> set[UUID]:
    """The ids of those messages whose rows a reader may no longer see."""
    told: dict[UUID, tuple[str, UUID]] = {}
    for delivery in deliveries:
        data = orjson.loads(delivery.body)["data"]
        if data.get("row") is not None:
            told[delivery.pk] = (data["kind"], UUID(data["id"]))
    kept = kept_from(reader, set(told.values()))
    return {message for message, row in told.items() if row in kept}


def _withhold(delivery: Delivery) -> None:
    """End a message unsent, and say why in the delivery log."""
    with transaction.atomic():
        if not Webhook.objects.select_for_update(no_key=True).filter(pk=delivery.webhook_id):
            return
        said = "Not sent: a desk that is closed to the webhook's owner has its claim now."
        DeliveryTry.objects.create(
            delivery=delivery, reason="withheld", failure=said, milliseconds=0
        )
        delivery.state = DeliveryState.WITHHELD
        delivery.save(update_fields=["state"])


def attempt(delivery: Delivery, webhook: Webhook) -> None:
    """Send a message once and write down how that went.

    What its owner may see of claims can have changed since it was made; then it isn't sent.
    """
    if withheld_from(webhook.owner, [delivery]):
        _withhold(delivery)
        return
    began = time.monotonic()
    status, reason, failure = _post(delivery, webhook)
    milliseconds = round((time.monotonic() - began) * 1000)
    taken = status is not None and 200 <= status < 300
    with transaction.atomic():
        # In the order in which a webhook is removed: itself, then its messages.
        if not Webhook.objects.select_for_update(no_key=True).filter(pk=webhook.pk).exists():
            return
        DeliveryTry.objects.create(
            delivery=delivery,
            status=status,
            reason=reason,
            failure=failure[:300],
            milliseconds=milliseconds,
        )
        _note_outcome(delivery, taken=taken)
        _note_receiver(webhook, status)


def _note_outcome(delivery: Delivery, *, taken: bool) -> None:
    delivery.tries += 1
    if taken:
        delivery.state = DeliveryState.DELIVERED
    elif delivery.tries > len(settings.MUSNAD_WEBHOOK_WAITS):
        delivery.state = DeliveryState.DEAD
    else:
        wait = settings.MUSNAD_WEBHOOK_WAITS[delivery.tries - 1] * random.uniform(0.9, 1.1)  # noqa: S311 - no secret
        delivery.due_at = timezone.now() + timedelta(seconds=wait)
    delivery.save(update_fields=["tries", "state", "due_at"])


def _note_receiver(webhook: Webhook, status: int | None) -> None:
    """Let a receiver that doesn't answer rest, longer each time; stop at one that says Gone."""
    mine = Webhook.objects.filter(pk=webhook.pk)
    if status is None:
        rest = min(2 ** min(webhook.failures, 10), LONGEST_REST)
        webhook.failures += 1
        webhook.rests_until = timezone.now() + timedelta(seconds=rest)
        mine.update(failures=F("failures") + 1, rests_until=webhook.rests_until)
    elif status == GONE:
        webhook.active = False
        mine.update(active=False, stopped_because="410 Gone")
    elif webhook.failures:
        webhook.failures = 0
        mine.update(failures=0, rests_until=None)


def _post(delivery: Delivery, webhook: Webhook) -> tuple[int | None, str, str]:
    """The receiver's status, or None and why there is none: as a code and in a sentence.

    A redirect is no delivery.
    """
    body = delivery.body
    try:
        url = parse_url(webhook.url)
        address = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        headers: dict[bytes | str, bytes | str] = {
            "Host": url.netloc,
            "User-Agent": USER_AGENT,
            "Content-Type": "application/json",
            "Content-Length": str(len(body.encode())),
            **signed_headers(webhook, f"msg_{delivery.pk}", body, now=timezone.now()),
        }
        with (
            errors_named(url.host, ONE_TRY_SECONDS),
            pool_until(ONE_TRY_SECONDS) as pool,
            pool.stream("POST", address, headers=headers, content=body.encode()) as response,
        ):
            status = response.status
    except IntakeError as error:
        return None, error.reason, str(error)
    except SealedWithAnotherKey as error:
        return None, "sealed", str(error)
    return status, "", "" if 200 <= status < 300 else f"HTTP {status}"


def signed_headers(
    webhook: Webhook, message: str, body: str, *, now: datetime
) -> dict[str | bytes, str | bytes]:
    """The headers of the Standard Webhooks specification, signed with each secret that counts."""
    secrets = [webhook.secret]
    if webhook.former_until and webhook.former_until > now:
        secrets.append(webhook.former_secret)
    at = now.astimezone(UTC)
    signatures = [Signer(secret).sign(message, at, body) for secret in secrets]
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def forget_old_messages() -> int:
    """Delete messages that came or were given up a month ago; returns how many."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    old = Delivery.objects.filter(created_at__lt=before).exclude(state=DeliveryState.WAITING)
    forgotten = 0
    while ids := list(old.values_list("pk", flat=True)[:TURN]):
        forgotten += len(ids)
        Delivery.objects.filter(pk__in=ids).delete()
    return forgotten
