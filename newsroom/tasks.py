"""What workers do for the newsroom's own tables."""

from celery import shared_task

from newsroom import idempotency


@shared_task
def forget_old_answers() -> None:
    """Sweep the answers whose Idempotency-Key has expired."""
    idempotency.forget_old_answers()
