"""What workers do for claims: find what isn't done yet, call one workflow."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pglock
from celery import shared_task
from django.utils import timezone

from articles.models import Ingestion
from claims import evidence, mailing, queue, reopening, rereading, topics, workflows
from claims.exports import making
from claims.imports import running
from claims.models import Evidence
from newsroom.models import User

SWEEP = 200
# A rereading of all articles may take hours; new articles are read between its turns.
TURN_SECONDS = 20
# Most readings take less than a second.
WAIT = timedelta(seconds=10)


@shared_task(soft_time_limit=240)
def read_version(version_id: str) -> None:
    """Find the claims of one article version. Safe to run twice and to die half way.

    Who meets another worker at it waits for a while and then finds it done; after that, the
    sweep comes by.
    """
    with pglock.advisory(f"reading:{version_id}", timeout=WAIT) as alone:
        if alone:
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
    """Go on with a rereading for a while, then let others in. The lock ends with the worker."""
    with pglock.advisory(f"rereading:{rereading_id}", timeout=0) as alone:
        more = alone and rereading.go_on(UUID(rereading_id), seconds=TURN_SECONDS)
    if more:
        reread.delay(rereading_id)


@shared_task
def resume_rereadings() -> None:
    """Take up a rereading whose worker was lost."""
    for pk in rereading.unfinished().values_list("pk", flat=True):
        reread.delay(str(pk))


def read_stored_version(version_id: UUID, **_kwargs: Any) -> None:
    """Answer the signal that a version was stored."""
    read_version.delay(str(version_id))


@shared_task(soft_time_limit=120)
def store_snapshot(evidence_id: str) -> None:
    """Store what a piece of evidence links to. Safe to run twice and to die half way."""
    with pglock.advisory(f"snapshot:{evidence_id}", timeout=0) as alone:
        if alone:
            evidence.fetch_snapshot(UUID(evidence_id))


@shared_task
def resume_snapshots() -> None:
    """Queue again the evidence whose message or worker was lost."""
    for pk in Evidence.objects.to_fetch().values_list("pk", flat=True)[:SWEEP]:
        store_snapshot.delay(str(pk))


@shared_task
def write_export(export_id: str) -> None:
    """Write an export's file. Safe to run twice and to die half way: it begins anew."""
    with pglock.advisory(f"export:{export_id}", timeout=0) as alone:
        if alone:
            making.write_export(UUID(export_id))


@shared_task
def resume_exports() -> None:
    """Take up the exports whose message or worker was lost; who writes one holds its lock."""
    for pk in making.unfinished().values_list("pk", flat=True)[:SWEEP]:
        write_export.delay(str(pk))


@shared_task
def expire_exports() -> None:
    """Delete the files that were kept long enough."""
    making.expire_exports()


@shared_task
def take_in_file(run_id: str) -> None:
    """Take in a file's items. Safe to run twice and to die half way: it goes on where it was."""
    with pglock.advisory(f"import:{run_id}", timeout=0) as alone:
        if alone:
            running.take_in(UUID(run_id))


@shared_task
def resume_imports() -> None:
    """Take up the files whose message or worker was lost; who reads one holds its lock."""
    for pk in running.unfinished().values_list("pk", flat=True)[:SWEEP]:
        take_in_file.delay(str(pk))


@shared_task
def end_leases() -> None:
    """Give claims back that somebody held for too long."""
    queue.end_leases()


@shared_task
def follow_facts() -> None:
    """Compare what was decided with what changed since the last look, one worker at a time."""
    with pglock.advisory("follow-facts", timeout=0) as alone:
        if alone:
            reopening.follow_facts()


@shared_task(soft_time_limit=240)
def mail_notices() -> None:
    """Send the notices that are due by mail, one worker at a time; the lock ends with it."""
    with pglock.advisory("mail-notices", timeout=0) as alone:
        if alone:
            mailing.mail_due_notices()


def release_claims(user: User | None = None, **_kwargs: Any) -> None:
    """Answer the signal that somebody signed out."""
    if user is not None:
        queue.release_all(user)


@shared_task(soft_time_limit=240)
def name_topics() -> None:
    """Say what new articles are about. Safe to run twice and to die half way."""
    with pglock.advisory("name-topics", timeout=0) as alone:
        more = bool(alone) and topics.name_topics() == topics.NAMED_AT_ONCE
    if more:
        name_topics.delay()
