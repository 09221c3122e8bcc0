"""Articles and claims for measuring, written by COPY as fast as the constraints allow."""

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import zstandard
from django.db import connection
from django.utils import timezone

from newsroom.ids import new_id

SENTENCES_PER_ARTICLE = 20
SPEAKERS = 500
ARTICLES_AT_ONCE = 100
Rows = dict[str, list[Sequence[Any]]]
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


def fill(claims: int, *, analyze: Callable[[], None], seed: int = 1) -> None:
    """Write so many claims with their articles, versions, sentences, sources and chains.

    Half of the claims are attributed, by Zipf's law to 500 speakers; four of five are Arabic.
    `analyze` gathers the planner's statistics: triggers that were planned for empty tables would
    read all of them for each row.
    """
    chance = random.Random(seed)  # noqa: S311
    rows: Rows = {table: [] for table in COLUMNS}
    outlets = [_source(rows, f"Outlet {n}", "media_outlet") for n in range(20)]
    speakers = [_source(rows, f"Speaker {n}", "person") for n in range(SPEAKERS)]
    weights = [1 / rank for rank in range(1, SPEAKERS + 1)]
    for number in range(claims // SENTENCES_PER_ARTICLE):
        _article(
            rows,
            chance,
            number,
            language="ar" if chance.random() < 0.8 else "en",
            outlet=chance.choice(outlets),
            speakers=chance.choices(speakers, weights, k=SENTENCES_PER_ARTICLE),
        )
        if (number + 1) % ARTICLES_AT_ONCE == 0:
            _copy(rows)
            if number + 1 in (ARTICLES_AT_ONCE, 10 * ARTICLES_AT_ONCE):
                analyze()
    _copy(rows)
    analyze()


def _copy(rows: Rows) -> None:
    """Write the rows, and forget them."""
    with connection.cursor() as cursor:
        for table, columns in COLUMNS.items():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows[table]:
                    copy.write_row(row)
            rows[table] = []


# In the order in which foreign keys ask for them.
COLUMNS = {
    "sources_source": "id, name, kind, anonymity, language, provisional, created_at, country,"
    " domains, accounts, notes",
    "articles_storedbytes": "sha256, compressed, size, created_at",
    "articles_article": "id, identity, url, outlet_id, created_at",
    "articles_articleversion": "id, article_id, number, text, text_sha256, title, byline, language,"
    " page_id, boilerplate, read_at, read_attempts, created_at",
    "articles_sentence": 'id, version_id, number, start, "end", is_heading, lineage_id',
    "claims_claim": "id, sentence_id, article_id, outlet_id, text, language, status, created_at",
    "claims_reading": "id, article_id, number, version_id, extractor, at",
    "claims_attribution": "id, version_id, source_id, source_name, cue_class, hedge, manner,"
    " channel, inherited, confidence, made_by, reading_id, rule, evidence, created_at",
    "claims_attributionspan": 'attribution_id, role, start, "end", quote',
    "claims_hop": "claim_id, attribution_id, position, source_id",
}


def _source(rows: Rows, name: str, kind: str) -> UUID:
    pk = new_id()
    now = timezone.now()
    rows["sources_source"].append((pk, name, kind, "named", "", False, now, "", [], [], ""))
    return pk


def _article(
    rows: Rows,
    chance: random.Random,
    number: int,
    *,
    language: str,
    outlet: UUID,
    speakers: Sequence[UUID],
) -> None:
    now, article, version = timezone.now(), new_id(), new_id()
    sentences = [sentence(chance, language) for _ in range(SENTENCES_PER_ARTICLE)]
    text = " ".join(sentences)
    sha256 = hashlib.sha256(f"{number} {text}".encode()).hexdigest()
    body = zstandard.compress(text.encode())
    rows["articles_storedbytes"].append((sha256, body, len(text.encode()), now))
    rows["articles_article"].append(
        (article, sha256, f"https://bench.example/{number}", outlet, now)
    )
    rows["articles_articleversion"].append(
        (
            version,
            article,
            1,
            text,
            sha256,
            f"News {number}",
            "",
            language,
            sha256,
            "[]",
            now,
            1,
            now,
        )
    )
    # Far above what the sequence gives to those that come later.
    reading = 10**9 + number
    rows["claims_reading"].append((reading, article, 1, version, "bench-1", now))
    places = _places(sentences)
    for position, (start, words) in enumerate(places):
        place, claim = new_id(), new_id()
        end = start + len(words)
        rows["articles_sentence"].append((place, version, position, start, end, False, place))
        rows["claims_claim"].append(
            (claim, place, article, outlet, words, language, "unreviewed", now)
        )
        if position % 2:
            continue
        said, speaker = new_id(), speakers[position]
        rows["claims_attribution"].append(
            (said, version, speaker, "", "asserts", "", "indirect", "", False, 0.9, "machine",
             reading, "bench", "[]", now)
        )  # fmt: skip
        first = words.split()[0]
        rows["claims_attributionspan"].append((said, "cue", start, start + len(first), first))
        rows["claims_attributionspan"].append((said, "content", start, end, words))
        rows["claims_hop"].append((claim, said, 0, speaker))
        rows["claims_hop"].append((claim, said, 1, outlet))


def _places(sentences: Sequence[str]) -> Iterator[tuple[int, str]]:
    start = 0
    for words in sentences:
        yield start, words
        start += len(words) + 1
