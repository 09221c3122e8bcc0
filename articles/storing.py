"""Storing texts as versions of their articles, and wishes to have them: many at once as one.

Rows go to the database as columns of values, without a model instance for each: the same few
statements store one article or five hundred.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import zstandard
from django.db import connection

from articles.extraction import ExtractedPage
from articles.identity import identity_of
from articles.states import IngestionKind, IngestionStatus
from newsroom.ids import new_id
from newsroom.models import User
from sources.names import fold
from sources.workflows import outlet_named

STORE_BYTES = """
INSERT INTO articles_storedbytes (sha256, compressed, size, created_at)
SELECT *, now() FROM unnest(%s::varchar[], %s::bytea[], %s::int[]) AS t(sha256, c, s)
ORDER BY sha256
ON CONFLICT DO NOTHING
"""
# In one order, so that two who store the same articles wait for each other and not in a circle.
STORE_ARTICLES = """
INSERT INTO articles_article (id, identity, url, outlet_id, created_at)
SELECT *, now() FROM unnest(%s::uuid[], %s::varchar[], %s::text[], %s::uuid[]) AS t(id, i, u, o)
ORDER BY i
ON CONFLICT DO NOTHING
"""
LOCK_ARTICLES = """
SELECT id, identity, current_id FROM articles_article WHERE identity = ANY(%s)
ORDER BY identity FOR UPDATE
"""
KNOWN_VERSIONS = """
SELECT id, article_id, text_sha256, read_at IS NOT NULL FROM articles_articleversion
WHERE article_id = ANY(%s)
"""
STORE_VERSIONS = """
INSERT INTO articles_articleversion (
    id, article_id, number, text, text_sha256, title, byline, language, published_at, page_id,
    boilerplate, read_attempts, created_at)
SELECT t.*, '[]', 0, now()
FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::varchar[], %s::text[], %s::text[],
            %s::varchar[], %s::timestamptz[], %s::varchar[])
    AS t(id, article, number, text, sha, title, byline, language, published, page)
"""
MAKE_CURRENT = """
UPDATE articles_article a SET current_id = t.version
FROM unnest(%s::uuid[], %s::uuid[]) AS t(article, version) WHERE a.id = t.article
"""
STORE_INGESTIONS = """
INSERT INTO articles_ingestion (
    id, kind, status, url, page_id, page_url, page_charset, outlet_name, title, language,
    published_at, version_id, is_new, failure, failure_reason, attempts, created_by_id,
    created_at, updated_at)
SELECT id, kind, status, url, page, '', '', outlet, title, language, published, version, is_new,
       '', '', 0, by, now(), now()
FROM unnest(%s::uuid[], %s::varchar[], %s::varchar[], %s::text[], %s::varchar[], %s::varchar[],
            %s::varchar[], %s::varchar[], %s::timestamptz[], %s::uuid[], %s::boolean[], %s::uuid[])
    AS t(id, kind, status, url, page, outlet, title, language, published, version, is_new, by)
"""
STORE_STEPS = """
INSERT INTO articles_ingestionevent (ingestion_id, status, note, at)
SELECT t.ingestion, t.status, '', clock_timestamp()
FROM unnest(%s::uuid[], %s::varchar[]) WITH ORDINALITY AS t(ingestion, status, place)
ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person or program hands in: an address, or the bytes of a page or of a text.

    Outlet, title, language and date are what the sender knows; empty means read them from the page.
    """

    kind: IngestionKind
    url: str = ""
    uri: str = ""  # What its maker calls it, where that is no address: then what it is known by.
    body: bytes = b""
    outlet: str = ""
    title: str = ""
    language: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A page's text, with where it is from and what its sender knows better than the page."""

    page: ExtractedPage
    page_sha256: str
    url: str = ""
    uri: str = ""
    outlet: str = ""
    title: str = ""
    language: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A version, and whether there is something new to read: a text that wasn't current before."""

    version_id: UUID
    is_new: bool
    is_read: bool

    @property
    def status(self) -> IngestionStatus:
        """Where an ingestion of this text is now."""
        known = self.is_read and not self.is_new
        return IngestionStatus.DONE if known else IngestionStatus.ATTRIBUTING


class SentenceRow(NamedTuple):
    """A sentence as it is stored: its place, half open, in code points of its version's text."""

    id: UUID
    version_id: UUID
    number: int
    start: int
    end: int
    is_heading: bool
    lineage_id: UUID


@dataclass(slots=True)
class _Articles:
    """The articles of some texts, locked, with the versions they have and those to be stored."""

    ids: dict[str, UUID]
    current: dict[UUID, UUID | None]
    versions: dict[UUID, dict[str, tuple[UUID, bool]]]
    new: list[tuple[Any, ...]] = field(default_factory=list)
    changed: dict[UUID, UUID] = field(default_factory=dict)


def store_bytes(bodies: Sequence[bytes]) -> list[str]:
    """Keep bytes under their own hashes, which are returned; the same bytes are kept once."""
    hashes = [hashlib.sha256(body).hexdigest() for body in bodies]
    kept = dict(zip(hashes, bodies, strict=True))
    columns = [list(kept), [zstandard.compress(b) for b in kept.values()], map(len, kept.values())]
    _execute(STORE_BYTES, columns)
    return hashes


def store_texts(texts: Sequence[Text]) -> list[Stored]:
    """Store texts as versions of their articles, once each, and make them the current ones.

    Inside a transaction: the articles stay locked until it ends.
    """
    named = {
        (name, text.page.outlet_domain or "")
        for text in texts
        if (name := text.outlet or text.page.outlet or "")
    }
    # In one order, so that two who meet the same new outlets at once don't wait in a circle.
    outlets = {
        known_by: outlet_named(known_by[0], domain=known_by[1]) for known_by in sorted(named)
    }
    identities: list[str] = []
    articles: dict[str, tuple[Any, ...]] = {}
    for text in texts:
        name = text.outlet or text.page.outlet or ""
        outlet = outlets.get((name, text.page.outlet_domain or ""))
        folded = fold(outlet.name) if outlet else ""
        identity = identity_of(text.uri or text.url, outlet=folded, text=text.page.text)
        identities.append(identity)
        articles.setdefault(identity, (new_id(), identity, text.url, outlet and outlet.pk))
    known = _locked(list(articles.values()))
    stored = [_place(known, i, t) for i, t in zip(identities, texts, strict=True)]
    _execute(STORE_VERSIONS, zip(*known.new, strict=True))
    _execute(MAKE_CURRENT, zip(*known.changed.items(), strict=True))
    return stored


def _locked(articles: Sequence[tuple[Any, ...]]) -> _Articles:
    _execute(STORE_ARTICLES, zip(*articles, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(LOCK_ARTICLES, [[row[1] for row in articles]])
        rows = cursor.fetchall()
        known = _Articles(
            ids={identity: pk for pk, identity, _ in rows},
            current={pk: current for pk, _, current in rows},
            versions={pk: {} for pk, _, _ in rows},
        )
        cursor.execute(KNOWN_VERSIONS, [list(known.current)])
        for version, article, sha256, is_read in cursor.fetchall():
            known.versions[article][sha256] = version, is_read
    return known


def _place(known: _Articles, identity: str, text: Text) -> Stored:
    """Find the version that has a text, or add it to those to be stored."""
    article = known.ids[identity]
    versions = known.versions[article]
    sha256 = hashlib.sha256(text.page.text.encode()).hexdigest()
    if sha256 not in versions:
        versions[sha256] = new_id(), False
        known.new.append(
            (
                versions[sha256][0],
                article,
                len(versions),
                text.page.text,
                sha256,
                text.title or text.page.title or "",
                text.page.byline or "",
                text.language or text.page.language or "und",
                text.published_at or text.page.published_at,
                text.page_sha256,
            )
        )
    version, is_read = versions[sha256]
    is_new = known.current[article] != version
    if is_new:
        known.current[article] = known.changed[article] = version
    return Stored(version, is_new, is_read)


def store_ingestions(
    wished: Sequence[tuple[Submission, str | None, Stored | None]], *, by: User | None
) -> list[UUID]:
    """Write down wishes to have articles, each with the hash of its bytes and what was stored.

    Returns: their ids, in the same order.
    """
    rows, steps = [], []
    for submission, page, stored in wished:
        ingestion = new_id()
        status = stored.status if stored else IngestionStatus.QUEUED
        rows.append(
            (
                ingestion,
                submission.kind.value,
                status.value,
                submission.url,
                page,
                submission.outlet,
                submission.title,
                submission.language,
                submission.published_at,
                stored and stored.version_id,
                stored and stored.is_new,
                by and by.pk,
            )
        )
        passed = [IngestionStatus.QUEUED]
        if stored:
            passed += [IngestionStatus.EXTRACTING, IngestionStatus.ATTRIBUTING]
            passed += [status] if status == IngestionStatus.DONE else []
        steps += [(ingestion, step.value) for step in passed]
    _execute(STORE_INGESTIONS, zip(*rows, strict=True))
    _execute(STORE_STEPS, zip(*steps, strict=True))
    return [row[0] for row in rows]


def _execute(statement: str, columns: Any) -> None:
    """Run a statement with a list for each column; nothing if there are no rows."""
    lists = [list(column) for column in columns]
    if lists and lists[0]:
        with connection.cursor() as cursor:
            cursor.execute(statement, lists)
