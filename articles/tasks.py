"""What workers do for articles: find what isn't done yet, call one workflow."""

from uuid import UUID

import pglock
from celery import shared_task
from django.utils import timezone

from articles import workflows
from articles.models import Ingestion

# The sweep queues at most this many again, so that a long backlog is not queued over and over.
SWEEP = 200


@shared_task(soft_time_limit=240)
def ingest(ingestion_id: str) -> None:
    """Bring one accepted article in. Safe to run twice and to die half way.

    The lock belongs to the worker's database session, so it ends with a worker that is killed.
    """
    with pglock.advisory(f"ingestion:{ingestion_id}", timeout=0) as alone:
        if alone:
            workflows.bring_in(UUID(ingestion_id))


@shared_task
def resume_ingestions() -> None:
    """Queue what lost its message or its worker."""
    lost = Ingestion.objects.stale().to_bring_in().order_by("updated_at")
    stale = list(lost.values_list("pk", flat=True)[:SWEEP])
    Ingestion.objects.filter(pk__in=stale).update(updated_at=timezone.now())
    for ingestion_id in stale:
        ingest.delay(str(ingestion_id))
