"""Bringing articles in from the command line, in this process: only the database is needed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery import current_app
from django.db.models.signals import post_save

from articles.models import Ingestion
from articles.states import IngestionKind, IngestionStatus
from articles.storing import Submission
from articles.workflows import accept
from claims.models import Attribution, Claim
from newsroom.errors import BadInput
from newsroom.models import User
from sources.models import Source

PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
# How a page begins that comes by standard input, after a byte order mark and blank space.
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input: the finished ingestion, or why there is none."""

    name: str
    ingestion: Ingestion | None
    failure: str = ""
    reason: str = ""

    @property
    def is_stored(self) -> bool:
        """Whether its claims are there."""
        return self.ingestion is not None and not self.reason


def ingest_here(
    name: str, submission: Submission, *, by: User | None = None, on_progress: Callable[[int], None]
) -> Outcome:
    """Bring one article in, and come back when it is done or has failed.

    The work is the workers' own: accepted means committed, so that what is interrupted here goes
    on there. Progress is told in percent.
    """
    try:
        with _in_this_process(), _watched(on_progress):
            ingestion = accept(submission, by=by)
    except BadInput as error:
        return Outcome(name, None, getattr(error, "reason", "bad_input"), str(error))
    ingestion.refresh_from_db()
    if ingestion.status == IngestionStatus.FAILED:
        return Outcome(name, ingestion, ingestion.failure, ingestion.failure_reason)
    if ingestion.status != IngestionStatus.DONE:
        reason = f"The work broke off while {ingestion.status}; a worker will take it up again."
        return Outcome(name, ingestion, "broke_off", reason)
    return Outcome(name, ingestion)


def submission_of(name: str, read_stdin: Callable[[], bytes], facts: dict[str, Any]) -> Submission:
    """What an argument of the command line means: an address, a file, or `-` for standard input.

    Raises: BadInput if the file can't be read.
    """
    if urlsplit(name).scheme in ("http", "https"):
        return Submission(IngestionKind.URL, url=name, **facts)
    try:
        body = read_stdin() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}.") from error
    is_page = _PAGE.match(body) if name == "-" else Path(name).suffix.lower() in PAGE_SUFFIXES
    return Submission(IngestionKind.HTML if is_page else IngestionKind.TEXT, body=body, **facts)


def stored(ingestion: Ingestion) -> dict[str, Any]:
    """What an ingestion has brought, in JSON's types."""
    version = ingestion.version
    assert version is not None
    claims = Claim.objects.filter(sentence__appearances__version=version)
    attributions = Attribution.objects.active().filter(hops__claim__in=claims)
    sources = Source.objects.filter(attributions__in=attributions).distinct()
    note = ingestion.events.order_by("-pk").values_list("note", flat=True)[0]
    return {
        "ingestion": str(ingestion.pk),
        "article": str(version.article_id),
        "version": version.number,
        "is_new": ingestion.is_new,
        "title": version.title,
        "outlet": version.article.outlet.name if version.article.outlet else None,
        "language": version.language,
        "sentences": version.sentences.count(),
        "claims": claims.count(),
        "attributed_claims": claims.attributed().count(),
        "attributions": attributions.distinct().count(),
        "sources": sorted(sources.values_list("name", flat=True)),
        "note": note or None,
    }


@contextmanager
def _in_this_process() -> Iterator[None]:
    """Do here and now what would be sent to the workers."""
    configuration = current_app.conf
    before = configuration.task_always_eager
    configuration.task_always_eager = True
    try:
        yield
    finally:
        configuration.task_always_eager = before


@contextmanager
def _watched(on_progress: Callable[[int], None]) -> Iterator[None]:
    def moved(instance: Ingestion, **_: Any) -> None:
        on_progress(instance.progress)

    post_save.connect(moved, sender=Ingestion, weak=False, dispatch_uid="ingesting")
    try:
        yield
    finally:
        post_save.disconnect(sender=Ingestion, dispatch_uid="ingesting")
