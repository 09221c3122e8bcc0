"""What workers do for articles: find what isn't done yet, call one workflow."""

from uuid import UUID

import pglock
from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.utils import timezone

from articles import polling, workflows
from articles.errors import NotAFeed
from articles.feed_models import Feed
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


@shared_task
def poll_feeds() -> None:
    """Give every feed that is due its look, the longest due first."""
    for feed_id in Feed.objects.due().order_by("next_at").values_list("pk", flat=True)[:SWEEP]:
        poll_feed.delay(str(feed_id))


@shared_task(soft_time_limit=120)
def poll_feed(feed_id: str) -> None:
    """Look at one feed, if it is its time. Safe to run twice and to die half way.

    One worker at a time looks at a feed; the lock ends with a worker that is killed.
    """
    with pglock.advisory(f"feed:{feed_id}", timeout=0) as alone:
        if not alone:
            return
        try:
            polling.poll(UUID(feed_id))
        except SoftTimeLimitExceeded:
            slow = NotAFeed("timeout", "url: reading the feed took too long.")
            polling.note_failure(UUID(feed_id), slow)


@shared_task
def forget_old_items() -> None:
    """Forget what feeds listed more than a year ago."""
    polling.forget_old_items()
