"""What workers do for the newsroom's own tables."""

from uuid import UUID

import pglock
from celery import shared_task

from newsroom import delivering, idempotency

# Other webhooks want their turn too.
TURN_SECONDS = 20


@shared_task
def forget_old_answers() -> None:
    """Sweep the answers whose Idempotency-Key has expired."""
    idempotency.forget_old_answers()


@shared_task
def deliver_messages() -> None:
    """Give every webhook that has work its turn."""
    for webhook_id in delivering.with_work().values_list("pk", flat=True):
        deliver_to.delay(str(webhook_id))


@shared_task(soft_time_limit=120)
def deliver_to(webhook_id: str) -> None:
    """Make and send a webhook's messages for a while. The lock ends with a worker that is killed.

    One worker at a time does this for a webhook, which keeps its messages in order.
    """
    with pglock.advisory(f"webhook:{webhook_id}", timeout=0) as alone:
        if alone:
            while delivering.tell(UUID(webhook_id)):
                pass
            delivering.send_due(UUID(webhook_id), seconds=TURN_SECONDS)


@shared_task
def forget_old_messages() -> None:
    """Delete messages that were delivered long ago."""
    delivering.forget_old_messages()
