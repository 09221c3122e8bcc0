"""What workers do for claims: find what isn't done yet, call one workflow."""

from typing import Any
from uuid import UUID

import pglock
from celery import shared_task
from django.utils import timezone

from articles.models import Ingestion
from claims import rereading, workflows

SWEEP = 200


@shared_task(soft_time_limit=240)
def read_version(version_id: str) -> None:
    """Find the claims of one article version. Safe to run twice and to die half way."""
    workflows.read_version(UUID(version_id))


@shared_task
def resume_readings() -> None:
    """Queue again the versions whose message or worker was lost."""
    stale = Ingestion.objects.stale().to_read().order_by("updated_at")
    lost = list(stale.values_list("pk", "version_id")[:SWEEP])
    Ingestion.objects.filter(pk__in=[pk for pk, _ in lost]).update(updated_at=timezone.now())
    for version_id in {version_id for _, version_id in lost}:
        read_version.delay(str(version_id))


@shared_task
def reread(rereading_id: str) -> None:
    """Go on with a rereading. The lock ends with a worker that is killed."""
    with pglock.advisory(f"rereading:{rereading_id}", timeout=0) as alone:
        if alone:
            rereading.go_on(UUID(rereading_id))


@shared_task
def resume_rereadings() -> None:
    """Take up a rereading whose worker was lost."""
    for pk in rereading.unfinished().values_list("pk", flat=True):
        reread.delay(str(pk))


def read_stored_version(version_id: UUID, **_kwargs: Any) -> None:
    """Answer the signal that a version was stored."""
    read_version.delay(str(version_id))
