"""All that changes articles: accepting them, bringing them in, storing their sentences.

Every step locks what it changes, may run twice, and may die anywhere: what was committed stays,
what was not is done again.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import zstandard
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles.alignment import carried_over
from articles.errors import NotAnArticle
from articles.extraction import ExtractedPage, extract_html, extract_text
from articles.fetching import fetch
from articles.identity import identity_of
from articles.models import (
    Article,
    ArticleVersion,
    Ingestion,
    IngestionEvent,
    Sentence,
    StoredBytes,
)
from articles.signals import version_stored
from articles.states import IngestionKind, IngestionStatus
from articles.urls import canonical_url
from newsroom.after_commit import after_commit
from newsroom.errors import BadInput
from newsroom.ids import new_id
from newsroom.models import User
from sources.names import check_name, fold
from sources.workflows import outlet_named

LONGEST_CHARSET = Ingestion._meta.get_field("page_charset").max_length
LANGUAGE_TAG = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person or program hands in: an address, or the bytes of a page or of a text.

    Outlet, title, language and date are what the sender knows; empty means read them from the page.
    """

    kind: IngestionKind
    url: str = ""
    body: bytes = b""
    outlet: str = ""
    title: str = ""
    language: str = ""
    published_at: datetime | None = None


def accept(submission: Submission, *, by: User | None) -> Ingestion:
    """Take an article in: when this returns, it is committed and will be read, whatever crashes.

    Raises: BadInput (NotAnArticle, AddressNotAllowed among them), with nothing stored.
    """
    check_submission(submission)
    with transaction.atomic():
        ingestion = Ingestion.objects.create(
            kind=submission.kind,
            url=canonical_url(submission.url) if submission.url else "",
            page=store_bytes(submission.body) if submission.kind != IngestionKind.URL else None,
            outlet_name=submission.outlet,
            title=submission.title,
            language=submission.language,
            published_at=submission.published_at,
            created_by=by,
        )
        _note(ingestion)
        _queue(ingestion)
    return ingestion


def check_submission(submission: Submission) -> None:
    """Refuse what can't become an article, before anything is stored.

    Raises: BadInput, whose message names the field and the rule.
    """
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if submission.outlet:
        check_name(submission.outlet, field="outlet")
    if submission.title:
        check_name(submission.title, field="title", longest=1000)
    if submission.language and not LANGUAGE_TAG.fullmatch(submission.language):
        raise BadInput("language: give a BCP 47 tag such as ar, en or fr-CA.")
    if submission.kind == IngestionKind.URL:
        if not submission.url:
            raise BadInput("url: give an address, or html or text instead.")
        return
    if len(submission.body) > limit:
        raise NotAnArticle(
            "too_large",
            f"{submission.kind}: {len(submission.body):,} bytes; at most {limit:,} are taken.",
        )
    if submission.kind == IngestionKind.TEXT:
        extract_text(submission.body)
    else:
        extract_html(submission.body, url=submission.url or None)


def store_bytes(body: bytes) -> StoredBytes:
    """Keep bytes under their own hash; the same bytes are kept once."""
    sha256 = hashlib.sha256(body).hexdigest()
    StoredBytes.objects.bulk_create(
        [StoredBytes(sha256=sha256, compressed=zstandard.compress(body), size=len(body))],
        ignore_conflicts=True,
    )
    return StoredBytes.objects.only("sha256").get(pk=sha256)


@transaction.atomic
def retry(ingestion_id: UUID) -> Ingestion:
    """Try a failed ingestion once more. One that hasn't failed stays as it is."""
    ingestion = Ingestion.objects.select_for_update().get(pk=ingestion_id)
    if ingestion.status == IngestionStatus.FAILED:
        ArticleVersion.objects.filter(ingestions=ingestion).update(read_attempts=0)
        ingestion.attempts, ingestion.failure, ingestion.failure_reason = 0, "", ""
        ingestion.version = None
        _move(ingestion, IngestionStatus.QUEUED)
        _queue(ingestion)
    return ingestion


def bring_in(ingestion_id: UUID) -> None:
    """Fetch and extract an accepted article and store it as a version.

    The caller holds the ingestion's lock. Each step commits; a second run goes on where the
    first one stopped.
    """
    ingestion = Ingestion.objects.get(pk=ingestion_id)
    if ingestion.is_finished or ingestion.status == IngestionStatus.ATTRIBUTING:
        return
    ingestion.attempts += 1
    if ingestion.attempts > Ingestion.MAX_ATTEMPTS:
        fail(
            ingestion_id,
            "gave_up",
            f"The work broke off {Ingestion.MAX_ATTEMPTS} times; the log of the workers says why.",
        )
        return
    ingestion.save(update_fields=["attempts"])
    try:
        if ingestion.page is None:
            _fetch(ingestion)
        _extract(ingestion)
    except BadInput as error:
        fail(ingestion_id, getattr(error, "reason", "bad_input"), str(error))


@transaction.atomic
def fail(ingestion_id: UUID, failure: str, reason: str) -> None:
    """End an ingestion with the reason a person will read. A finished one stays as it is."""
    ingestion = Ingestion.objects.select_for_update().get(pk=ingestion_id)
    if not ingestion.is_finished:
        ingestion.failure, ingestion.failure_reason = failure, reason
        _move(ingestion, IngestionStatus.FAILED, note=reason)


@transaction.atomic
def store_sentences(
    version: ArticleVersion,
    sentences: Sequence[tuple[int, int]],
    *,
    headings: Sequence[tuple[int, int]],
    boilerplate: Sequence[tuple[int, int]],
) -> None:
    """Store a version's sentences, once; those that did not change continue the older ones.

    The caller has locked the article. Spans are half open, in code points of the version's text.
    """
    older = (
        ArticleVersion.objects.filter(article=version.article_id, number__lt=version.number)
        .order_by("-number")
        .first()
    )
    old = list(older.sentences.in_order()) if older else []
    continues = carried_over(
        [older.text[s.start : s.end] for s in old] if older else [],
        [version.text[start:end] for start, end in sentences],
    )
    headed = set(headings)
    rows = []
    for number, (start, end) in enumerate(sentences):
        row = Sentence(
            id=new_id(),
            version=version,
            number=number,
            start=start,
            end=end,
            is_heading=(start, end) in headed,
        )
        row.lineage_id = old[continues[number]].lineage_id if number in continues else row.id
        rows.append(row)
    Sentence.objects.bulk_create(rows, batch_size=2000)
    version.boilerplate = [list(span) for span in boilerplate]
    version.read_at = timezone.now()
    version.save(update_fields=["boilerplate", "read_at"])


@transaction.atomic
def finish_ingestions(version: ArticleVersion, *, note: str = "") -> None:
    """Mark all ingestions that wait for this version as done, with what a person should know."""
    waiting = Ingestion.objects.filter(version=version, status=IngestionStatus.ATTRIBUTING)
    for ingestion in waiting.select_for_update():
        _move(ingestion, IngestionStatus.DONE, note=note)


def _queue(ingestion: Ingestion) -> None:
    """Send it to a worker after the commit; if the broker is away, the sweep finds it later."""
    from articles.tasks import ingest

    after_commit(ingest.delay, str(ingestion.pk))


def _move(ingestion: Ingestion, to: IngestionStatus, *, note: str = "") -> None:
    ingestion.status = to
    ingestion.updated_at = timezone.now()
    ingestion.save()
    _note(ingestion, note)


def _note(ingestion: Ingestion, note: str = "") -> None:
    IngestionEvent.objects.create(ingestion=ingestion, status=ingestion.status, note=note)


def _fetch(ingestion: Ingestion) -> None:
    if ingestion.status == IngestionStatus.QUEUED:
        with transaction.atomic():
            _move(ingestion, IngestionStatus.FETCHING)
    fetched = fetch(ingestion.url)
    with transaction.atomic():
        ingestion.page = store_bytes(fetched.body)
        ingestion.page_url = canonical_url(fetched.url_final)
        # Whatever a server says; a longer label than there is room for names no charset anyway.
        ingestion.page_charset = (fetched.charset or "")[:LONGEST_CHARSET]
        ingestion.save()


def _extract(ingestion: Ingestion) -> None:
    if ingestion.status != IngestionStatus.EXTRACTING:
        with transaction.atomic():
            _move(ingestion, IngestionStatus.EXTRACTING)
    page = _extracted(ingestion)
    with transaction.atomic():
        version, is_new = store_version(ingestion, page)
        ingestion.version, ingestion.is_new = version, is_new
        _move(ingestion, IngestionStatus.ATTRIBUTING)
        if version.read_at and not is_new:
            _move(ingestion, IngestionStatus.DONE)
        else:
            after_commit(version_stored.send, sender=ArticleVersion, version_id=version.pk)


def _extracted(ingestion: Ingestion) -> ExtractedPage:
    """The page's text and facts, where the sender's own facts come first."""
    assert ingestion.page is not None
    body = ingestion.page.body
    if ingestion.kind == IngestionKind.TEXT:
        return extract_text(body)
    return extract_html(
        body,
        url=ingestion.page_url or ingestion.url or None,
        declared_charset=ingestion.page_charset or None,
    )


def store_version(ingestion: Ingestion, page: ExtractedPage) -> tuple[ArticleVersion, bool]:
    """Store a text as a version of its article, once, and make it the current one.

    Returns: the version, and whether there is something new to read: a new text, or an old text
    that is current again.
    """
    assert ingestion.page is not None
    outlet_name = ingestion.outlet_name or page.outlet or ""
    outlet = outlet_named(outlet_name, domain=page.outlet_domain or "") if outlet_name else None
    url = ingestion.page_url or ingestion.url
    identity = identity_of(url, outlet=fold(outlet.name) if outlet else "", text=page.text)
    Article.objects.bulk_create(
        [Article(identity=identity, url=url, outlet=outlet)], ignore_conflicts=True
    )
    article = Article.objects.select_for_update(of=("self",)).get(identity=identity)
    text_sha256 = hashlib.sha256(page.text.encode()).hexdigest()
    version = article.versions.filter(text_sha256=text_sha256).first()
    is_new = version is None or article.current_id != version.pk
    if version is None:
        version = ArticleVersion.objects.create(
            article=article,
            number=article.versions.count() + 1,
            text=page.text,
            text_sha256=text_sha256,
            title=ingestion.title or page.title or "",
            byline=page.byline or "",
            language=ingestion.language or page.language or "und",
            published_at=ingestion.published_at or page.published_at,
            page=ingestion.page,
        )
    if is_new:
        article.current = version
        article.save(update_fields=["current"])
    return version, is_new
