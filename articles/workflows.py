"""All that changes articles: accepting them, bringing them in, storing their sentences.

Every step locks what it changes, may run twice, and may die anywhere: what was committed stays,
what was not is done again.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from articles import storing
from articles.alignment import carried_over
from articles.errors import NotAnArticle
from articles.extraction import ExtractedPage, extract_html, extract_text
from articles.fetching import fetch
from articles.models import (
    ArticleVersion,
    Ingestion,
    IngestionEvent,
    Sentence,
    StoredBytes,
)
from articles.signals import version_stored
from articles.states import IngestionKind, IngestionStatus
from articles.storing import SentenceRow, Submission
from articles.urls import canonical_url
from newsroom.after_commit import after_commit
from newsroom.copying import copy_rows
from newsroom.errors import BadInput
from newsroom.ids import new_id
from newsroom.models import User
from newsroom.statements import run
from sources.names import check_name

LONGEST_CHARSET = Ingestion._meta.get_field("page_charset").max_length
LANGUAGE_TAG = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def accept(submission: Submission, *, by: User | None) -> Ingestion:
    """Take an article in: when this returns, it is committed and will be read, whatever crashes.

    Raises: BadInput (NotAnArticle, AddressNotAllowed among them), with nothing stored.
    """
    (taken,) = accept_many([submission], by=by)
    if isinstance(taken, BadInput):
        raise taken
    return Ingestion.objects.get(pk=taken)


def accept_many(submissions: Sequence[Submission], *, by: User | None) -> list[UUID | BadInput]:
    """Take articles in together: for each its ingestion's id, or why it was refused.

    A page or text that was handed in is extracted here, once, and stored as a version at once;
    what is left to the workers is to fetch addresses, and to read.
    """
    taken: list[UUID | BadInput] = []
    accepted: list[tuple[Submission, ExtractedPage | None]] = []
    for submission in submissions:
        try:
            accepted.append(_checked(submission))
            taken.append(NOT_YET)
        except BadInput as refusal:
            taken.append(refusal)
    with transaction.atomic():
        ids = iter(_store(accepted, by=by))
    return [next(ids) if one is NOT_YET else one for one in taken]


NOT_YET = UUID(int=0)


def _store(
    accepted: Sequence[tuple[Submission, ExtractedPage | None]], *, by: User | None
) -> list[UUID]:
    handed_in = [submission.body for submission, page in accepted if page]
    hashes = iter(storing.store_bytes(handed_in))
    pages = [next(hashes) if page else None for _, page in accepted]
    texts = [
        storing.Text(
            page,
            sha256,
            url=submission.url,
            uri=submission.uri,
            outlet=submission.outlet,
            title=submission.title,
            language=submission.language,
            published_at=submission.published_at,
        )
        for (submission, page), sha256 in zip(accepted, pages, strict=True)
        if page and sha256
    ]
    stored = iter(storing.store_texts(texts) if texts else [])
    versions = [next(stored) if page else None for _, page in accepted]
    wished = [
        (submission, sha256, version)
        for (submission, _), sha256, version in zip(accepted, pages, versions, strict=True)
    ]
    ids = storing.store_ingestions(wished, by=by)
    for ingestion_id, version in zip(ids, versions, strict=True):
        if version is None:
            _queue(ingestion_id)
    for version_id in dict.fromkeys(v.version_id for v in versions if v and not v.is_read):
        _tell(version_id)
    for version in versions:
        if version and version.is_read and version.is_new:
            _tell(version.version_id)
    return ids


def _checked(submission: Submission) -> tuple[Submission, ExtractedPage | None]:
    """Refuse what can't become an article, before anything is stored; the page, if there is one.

    Raises: BadInput, whose message names the field and the rule.
    """
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if submission.outlet:
        check_name(submission.outlet, field="outlet")
    if submission.title:
        check_name(submission.title, field="title", longest=1000)
    if submission.language and not LANGUAGE_TAG.fullmatch(submission.language):
        raise BadInput("language: " + gettext("give a BCP 47 tag such as ar, en or fr-CA."))
    if submission.url:
        submission = replace(submission, url=canonical_url(submission.url))
    if submission.kind == IngestionKind.URL:
        if not submission.url:
            raise BadInput("url: " + gettext("give an address, or html or text instead."))
        return submission, None
    if len(submission.body) > limit:
        raise NotAnArticle(
            "too_large",
            f"{submission.kind}: {len(submission.body):,} bytes; at most {limit:,} are taken.",
        )
    if submission.kind == IngestionKind.TEXT:
        return submission, extract_text(submission.body)
    return submission, extract_html(submission.body, url=submission.url or None)


def store_bytes(body: bytes) -> StoredBytes:
    """Keep bytes under their own hash; the same bytes are kept once."""
    (sha256,) = storing.store_bytes([body])
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
        _queue(ingestion.pk)
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
) -> list[SentenceRow]:
    """Store a version's sentences, once; those that did not change continue the older ones.

    The caller has locked the article. Spans are half open, in code points of the version's text.
    Returns: all sentences in their order.
    """
    older = (
        ArticleVersion.objects.filter(article=version.article_id, number__lt=version.number)
        .order_by("-number")
        .first()
        if version.number > 1
        else None
    )
    old = sentences_of(older) if older else []
    continues = carried_over(
        [older.text[s.start : s.end] for s in old] if older else [],
        [version.text[start:end] for start, end in sentences],
    )
    headed = set(headings)
    rows = []
    for number, (start, end) in enumerate(sentences):
        own = new_id()
        lineage = old[continues[number]].lineage_id if number in continues else own
        is_heading = (start, end) in headed
        rows.append(SentenceRow(own, version.pk, number, start, end, is_heading, lineage))
    copy_rows(Sentence, SentenceRow._fields, rows)
    ArticleVersion.objects.filter(pk=version.pk).update(
        boilerplate=[list(span) for span in boilerplate], read_at=timezone.now(), read_attempts=0
    )
    return rows


def sentences_of(version: ArticleVersion) -> list[SentenceRow]:
    """The sentences of a version that has been read, in their order."""
    stored = version.sentences.in_order().values_list(*SentenceRow._fields)
    return [SentenceRow(*row) for row in stored]


FINISH = """
WITH finished AS (
    UPDATE articles_ingestion SET status = %(done)s, updated_at = now()
    WHERE version_id = %(version)s AND status = %(waiting)s RETURNING id)
INSERT INTO articles_ingestionevent (ingestion_id, status, note, at)
SELECT id, %(done)s, %(note)s, clock_timestamp() FROM finished ORDER BY id
"""


def finish_ingestions(version: ArticleVersion, *, note: str = "") -> None:
    """Mark all ingestions that wait for this version as done, with what a person should know."""
    run(
        FINISH,
        {
            "version": version.pk,
            "note": note,
            "waiting": IngestionStatus.ATTRIBUTING.value,
            "done": IngestionStatus.DONE.value,
        },
    )


def _queue(ingestion_id: UUID) -> None:
    """Send it to a worker after the commit; if the broker is away, the sweep finds it later."""
    from articles.tasks import ingest

    after_commit(ingest.delay, str(ingestion_id))


def _tell(version_id: UUID) -> None:
    """Let those above know, after the commit, that there is a version to read."""
    after_commit(version_stored.send, sender=ArticleVersion, version_id=version_id)


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
    assert ingestion.page_id is not None
    text = storing.Text(
        page,
        ingestion.page_id,
        url=ingestion.page_url or ingestion.url,
        outlet=ingestion.outlet_name,
        title=ingestion.title,
        language=ingestion.language,
        published_at=ingestion.published_at,
    )
    with transaction.atomic():
        (stored,) = storing.store_texts([text])
        ingestion.version_id, ingestion.is_new = stored.version_id, stored.is_new
        _move(ingestion, IngestionStatus.ATTRIBUTING)
        if stored.status == IngestionStatus.DONE:
            _move(ingestion, IngestionStatus.DONE)
        else:
            _tell(stored.version_id)


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
