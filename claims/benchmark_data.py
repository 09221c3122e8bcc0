"""Articles and claims for measuring, written by COPY as fast as the constraints allow."""

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

import zstandard
from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from articles.storing import SentenceRow
from claims.storing import AttributionRow, ClaimRow, HopRow, Said, SpanRow
from newsroom.copying import copy_rows
from newsroom.ids import new_id
from sources.resolution import index_key

SENTENCES_PER_ARTICLE = 20
SPEAKERS = 500
ARTICLES_AT_ONCE = 250
DAYS = 365  # over which the articles were published
RELAYED = 0.25
Rows = dict[str, list[Sequence[Any]]]
FIRST = {
    "ar": "أحمد محمد فاطمة خالد سعاد يوسف ليلى حسن مريم عمر هدى سالم نادية كريم زينب إبراهيم رانيا"
    " طارق سلمى وليد".split(),
    "en": "John Mary Peter Anna David Sarah Paul Emma James Laura Mark Julia Tom Helen George Ruth"
    " Simon Clara Adam Nora".split(),
}
LAST = {
    "ar": "المصري الحداد النجار الخطيب العلي المهدي الشريف القاضي البغدادي الحلبي التونسي"
    " الطرابلسي".split(),
    "en": "Smith Baker Miller Cooper Turner Fisher Mason Carter Walker Clark Wright Hill".split(),
}
WORDS = {
    "ar": "قال الوزير إن الحكومة ستعلن خطة جديدة لدعم القمح في الموانئ بعد اجتماع مع نواب"
    " البرلمان حول أسعار النفط والكهرباء والمياه وأكد المتحدث أن الانتخابات ستجرى في"
    " موعدها رغم الخلاف".split(),
    "en": "the minister said that government will announce a new plan to support wheat in ports"
    " after meeting members of parliament about prices of oil power water elections".split(),
}


def sentence(chance: random.Random, language: str) -> str:
    """A sentence of common words; one in a hundred has a rare one."""
    words = chance.choices(WORDS[language], k=chance.randint(8, 18))
    if chance.random() < 0.01:
        words.append(f"x{chance.randrange(10**6):06d}")
    return " ".join(words) + "."


@dataclass(frozen=True, slots=True)
class Cast:
    """Who publishes, who speaks, and how often each speaker is heard."""

    outlets: list[UUID]
    speakers: list[UUID]
    weights: list[float]


def fill(claims: int, *, analyze: Callable[[], None], seed: int = 1) -> None:
    """Write so many claims with their articles, versions, sentences, sources and chains.

    Half of the claims are attributed, by Zipf's law to 500 speakers of whom one in ten is unnamed;
    a quarter of those came through a second outlet; four of five are Arabic. `analyze` gathers the
    planner's statistics, as autovacuum would have done long ago.
    """
    chance = random.Random(seed)  # noqa: S311
    rows: Rows = {table: [] for table in COLUMNS}
    cast = _cast(rows, chance)
    run = new_id().hex
    articles = -(-claims // SENTENCES_PER_ARTICLE)
    for first in range(0, articles, ARTICLES_AT_ONCE):
        numbers = range(first, min(first + ARTICLES_AT_ONCE, articles))
        readings = _reading_ids(len(numbers))
        for number, reading in zip(numbers, readings, strict=True):
            _article(rows, chance, f"{run}/{number}", reading, cast)
        store(rows)
        if first in (0, 10 * ARTICLES_AT_ONCE):
            analyze()
    analyze()


def made_up(claims: int, seed: int) -> Rows:
    """The rows of so many claims with all that belongs to them, by table, not stored yet."""
    chance = random.Random(seed)  # noqa: S311
    rows: Rows = {table: [] for table in COLUMNS}
    cast = _cast(rows, chance)
    run = new_id().hex
    for number, reading in enumerate(_reading_ids(claims // SENTENCES_PER_ARTICLE)):
        _article(rows, chance, f"{run}/{number}", reading, cast)
    return rows


def _reading_ids(wanted: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('claims_reading', 'id'))"
            " FROM generate_series(1, %s)",
            [wanted],
        )
        return [number for (number,) in cursor.fetchall()]


def store(rows: Rows, into: Mapping[str, str] = MappingProxyType({})) -> None:
    """Write the rows in one transaction, and forget them; into tables of other names, if given."""
    with transaction.atomic():
        for table, columns in COLUMNS.items():
            copy_rows(MODELS[table], columns, rows[table], table=into.get(table, ""))
            rows[table] = []


# In the order in which foreign keys ask for them; what a reading writes has its rows from there.
COLUMNS: dict[str, Sequence[str]] = {
    "sources_source": "id name kind anonymity language provisional created_at country domains"
    " accounts notes outlet_id".split(),
    "sources_sourcealias": "source_id surface language origin count key".split(),
    "articles_storedbytes": "sha256 compressed size created_at".split(),
    "articles_article": "id identity url outlet_id current_id created_at".split(),
    "articles_articleversion": "id article_id number text text_sha256 title byline language"
    " published_at page_id boilerplate read_at read_attempts created_at".split(),
    "articles_sentence": SentenceRow._fields,
    "claims_claim": ClaimRow._fields,
    "claims_reading": "id article_id number version_id extractor at".split(),
    "claims_attribution": AttributionRow._fields,
    "claims_attributionspan": SpanRow._fields,
    "claims_hop": HopRow._fields,
}

MODELS: dict[str, type[Model]] = {model._meta.db_table: model for model in apps.get_models()}


def _cast(rows: Rows, chance: random.Random) -> Cast:
    outlets = [_source(rows, f"Outlet {n}", "media_outlet") for n in range(20)]
    names = [
        (f"{first} {last}", language)
        for language in ("ar", "en")
        for first in FIRST[language]
        for last in LAST[language]
    ]
    chance.shuffle(names)
    people = [*names, *((f"Official {n}", "en") for n in range(SPEAKERS))][:SPEAKERS]
    speakers = [
        _source(
            rows,
            f"مصادر {name}",
            "anonymous_group",
            "group",
            language,
            outlet=chance.choice(outlets),
        )
        if number % 10 == 9
        else _source(rows, name, "person", "named", language)
        for number, (name, language) in enumerate(people)
    ]
    return Cast(outlets, speakers, [1 / rank for rank in range(1, SPEAKERS + 1)])


def _source(
    rows: Rows,
    name: str,
    kind: str,
    anonymity: str = "named",
    language: str = "",
    *,
    outlet: UUID | None = None,
) -> UUID:
    pk = new_id()
    now = timezone.now()
    rows["sources_source"].append(
        (pk, name, kind, anonymity, language, False, now, "", [], [], "", outlet)
    )
    for surface in dict.fromkeys((name, name.rsplit(maxsplit=1)[-1])):
        key = index_key(surface)
        rows["sources_sourcealias"].append((pk, surface, language, "machine", 1, key))
    return pk


def _article(rows: Rows, chance: random.Random, name: str, reading: int, cast: Cast) -> None:
    now, article, version = timezone.now(), new_id(), new_id()
    language = "ar" if chance.random() < 0.8 else "en"
    outlet = chance.choice(cast.outlets)
    published = now - timedelta(seconds=chance.randrange(DAYS * 86_400))
    sentences = [sentence(chance, language) for _ in range(SENTENCES_PER_ARTICLE)]
    text = " ".join(sentences)
    sha256 = hashlib.sha256(f"{name} {text}".encode()).hexdigest()
    body = zstandard.compress(text.encode())
    rows["articles_storedbytes"].append((sha256, body, len(text.encode()), now))
    url = f"https://generated.example/{name}"
    rows["articles_article"].append((article, sha256, url, outlet, version, now))
    title = " ".join(sentences[0].split()[:6])
    rows["articles_articleversion"].append(
        (version, article, 1, text, sha256, title, "", language, published, sha256, [], now, 1,
         now)
    )  # fmt: skip
    rows["claims_reading"].append((reading, article, 1, version, "generated-1", now))
    speakers = chance.choices(cast.speakers, cast.weights, k=SENTENCES_PER_ARTICLE)
    said = Said()
    for position, (start, words) in enumerate(_places(sentences)):
        place, claim = new_id(), new_id()
        end = start + len(words)
        rows["articles_sentence"].append(
            SentenceRow(place, version, position, start, end, False, place)
        )
        rows["claims_claim"].append(
            ClaimRow(claim, place, article, outlet, words, language, published, now)
        )
        if position % 2:
            continue
        speaker = speakers[position]
        row = AttributionRow(
            new_id(), version, speaker, None, "", "asserts", "", "indirect", "", False, 0.9,
            reading, "generated", [], now,
        )  # fmt: skip
        places = {"cue": [(start, start + len(words.split()[0]))], "content": [(start, end)]}
        relay = [chance.choice(cast.outlets)] if chance.random() < RELAYED else []
        said.add(row, text, places, [claim], list(dict.fromkeys([speaker, *relay, outlet])))
    rows["claims_attribution"] += said.attributions
    rows["claims_attributionspan"] += said.spans
    rows["claims_hop"] += said.hops


def _places(sentences: Sequence[str]) -> Iterator[tuple[int, str]]:
    start = 0
    for words in sentences:
        yield start, words
        start += len(words) + 1
