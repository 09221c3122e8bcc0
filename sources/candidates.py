"""Which known sources a new name may mean: looked up by sound, by letters and by meaning.

By sound and letters at once, when the name is read; by meaning a little later, by a worker, since
vectors take time. What is found by meaning is only ever asked of a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection, transaction
from pgvector.django import CosineDistance

from sources.models import Source, SourceAlias, SourceQuestion
from sources.names import fold
from sources.resolution import (
    SUGGESTED,
    Likeness,
    Named,
    index_key,
    read_name,
    same_source_score,
    weighed_by_meaning,
)
from sources.vectors import vectors_of

MOST_CANDIDATES: Final = 20
MOST_QUESTIONS: Final = 5
EMBEDDED_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that a name may mean. Letters: trigrams shared; meaning: cosine; both 0 to 1."""

    source: Source
    likeness: Likeness
    letters: float
    meaning: float | None = None

    def question_about(self, source: Source) -> SourceQuestion:
        """Is this new source that known one? Not stored yet."""
        return SourceQuestion(
            source=source,
            candidate=self.source,
            score=self.likeness.score,
            letters=self.letters,
            meaning=self.meaning,
            reasons=list(self.likeness.reasons),
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A name that nobody surely has yet, with what its page knows of its bearer."""

    name: str
    kind: str
    scope: UUID | None = None
    surfaces: Sequence[str] = ()


# For all names of a page at once: each by its own two look-ups, by sound or office and by trigrams.
LIKE_NAMED = """
SELECT asked.place, near.surface, near.letters, coalesce(s.merged_into_id, s.id)
FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS asked(folded, key, place)
CROSS JOIN LATERAL (
    (SELECT a.source_id, a.surface, similarity(a.folded, asked.folded) AS letters
     FROM sources_sourcealias a WHERE a.key = asked.key LIMIT %s)
    UNION ALL
    SELECT * FROM musnad_names_like(asked.folded, %s)) near
JOIN sources_source s ON s.id = near.source_id
"""


def candidates(asked: Sequence[Asked]) -> list[list[Candidate]]:
    """For each name the sources it may mean, best first, from the suggestion threshold up.

    Looked up by sound or office (`index_key`) and by trigrams, compared by `resolution`; in two
    statements, however many names.
    """
    if not asked:
        return []
    folded, keys = zip(*((fold(one.name), index_key(one.name)) for one in asked), strict=True)
    with connection.cursor() as cursor:
        most = MOST_CANDIDATES
        cursor.execute(LIKE_NAMED, [list(folded), list(keys), most, most])
        near = cursor.fetchall()
    sources = Source.objects.in_bulk({source for *_, source in near})
    mentioned = [_named(one) for one in asked]
    found: list[dict[UUID, Candidate]] = [{} for _ in asked]
    for place, surface, letters, source in near:
        new = _candidate(mentioned[place - 1], surface, sources[source], letters)
        _keep_better(found[place - 1], new, asked[place - 1].scope)
    return [_best(one) for one in found]


def alike_on_page(asked: Sequence[Asked]) -> dict[tuple[int, int], Likeness]:
    """Of the names that nobody has yet, the pairs that may mean one source: (later, earlier)."""
    mentioned = [_named(one) for one in asked]
    found = {
        (later, earlier): same_source_score(mentioned[later], mentioned[earlier])
        for later, one in enumerate(asked)
        for earlier in range(later)
        if asked[earlier].scope in (None, one.scope)
    }
    return {pair: likeness for pair, likeness in found.items() if likeness.score >= SUGGESTED}


def letters_shared(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """The trigrams that two names share, 0 to 1, as the database counts them."""
    if not pairs:
        return []
    ones, others = [fold(one) for one, _ in pairs], [fold(other) for _, other in pairs]
    query = "SELECT similarity(one, other) FROM unnest(%s::text[], %s::text[]) AS t(one, other)"
    with connection.cursor() as cursor:
        cursor.execute(query, [ones, others])
        return [letters for (letters,) in cursor.fetchall()]


def _named(asked: Asked) -> Named:
    return Named(
        asked.name, asked.kind, country=_country(asked.surfaces), outlet=str(asked.scope or "")
    )


def _candidate(mentioned: Named, surface: str, source: Source, letters: float) -> Candidate:
    owner = Named(surface, source.kind, country=source.country, outlet=str(source.outlet_id or ""))
    return Candidate(source, same_source_score(mentioned, owner), letters)


def _keep_better(found: dict[UUID, Candidate], new: Candidate, scope: UUID | None) -> None:
    """One candidate a source, by the name that is likest. Others' unnamed people are none."""
    old = found.get(new.source.id)
    if new.source.outlet_id in (None, scope) and (
        old is None or new.likeness.score > old.likeness.score
    ):
        found[new.source.id] = new


def _best(found: dict[UUID, Candidate]) -> list[Candidate]:
    worth = [candidate for candidate in found.values() if candidate.likeness.score >= SUGGESTED]
    return sorted(worth, key=by_score)


def by_score(candidate: Candidate) -> tuple[float, UUID]:
    """A key to sort by: the likeliest first, equals in a stable order."""
    return -candidate.likeness.score, candidate.source.id


def _country(surfaces: Sequence[str]) -> str:
    """The country that a mention's words name, if they name just one."""
    countries = frozenset[str]().union(*(read_name(surface).countries for surface in surfaces))
    return next(iter(countries)) if len(countries) == 1 else ""


@transaction.atomic
def embed_names(most: int = EMBEDDED_AT_ONCE) -> int:
    """Give names their vectors, and ask people about new sources that are near to known ones.

    Returns how many names got one; fewer than `most` means that none is left. What another worker
    is at is left to it.
    """
    waiting = SourceAlias.objects.filter(vector=None).order_by("pk")
    names = list(waiting.select_for_update(skip_locked=True)[:most])
    for alias, vector in zip(names, vectors_of([a.surface for a in names]), strict=True):
        alias.vector = vector
    SourceAlias.objects.bulk_update(names, ["vector"])
    new = Source.objects.filter(provisional=True, merged_into=None)
    for source in new.filter(aliases__in=names).order_by("pk").distinct():
        ask_by_meaning(source)
    return len(names)


def ask_by_meaning(source: Source) -> None:
    """Put the sources nearest in meaning into the inbox, beside those asked about already."""
    asked = {q.candidate_id: q for q in SourceQuestion.objects.filter(source=source)}
    found = near_in_meaning(source)
    for candidate in found:
        known = asked.get(candidate.source.pk)
        if known is not None and known.state == SourceQuestion.State.OPEN:
            SourceQuestion.objects.filter(pk=known.pk).update(meaning=candidate.meaning)
    room = max(MOST_QUESTIONS - len(asked), 0)
    fresh = [c for c in found if c.source.pk not in asked and c.likeness.score >= SUGGESTED]
    fresh.sort(key=by_score)
    SourceQuestion.objects.bulk_create(
        [candidate.question_about(source) for candidate in fresh[:room]], ignore_conflicts=True
    )


def near_in_meaning(source: Source) -> list[Candidate]:
    """The sources whose names lie nearest to one of this one's; and those it is asked about."""
    asked = SourceQuestion.objects.filter(source=source).values_list("candidate", flat=True)
    found: dict[UUID, Candidate] = {}
    for name in source.aliases.exclude(vector=None):
        mentioned = Named(
            name.surface, source.kind, country=source.country, outlet=str(source.outlet_id or "")
        )
        others = (
            SourceAlias.objects.exclude(source=source)
            .select_related("source__merged_into")
            .defer("vector")
            .annotate(
                distance=CosineDistance("vector", name.vector),
                letters=TrigramSimilarity("folded", name.folded),
            )
        )
        near = others.order_by("distance")[:MOST_CANDIDATES]
        of_asked = others.filter(source__in=asked).exclude(vector=None)
        for alias in (*near, *of_asked):
            distance = getattr(alias, "distance")  # noqa: B009 - annotated
            if distance is None or alias.source.merged_into_id == source.pk:
                continue
            nearness = min(max(1 - distance, 0.0), 1.0)
            letters = getattr(alias, "letters")  # noqa: B009 - annotated
            source_there = alias.source.merged_into or alias.source
            plain = _candidate(mentioned, alias.surface, source_there, letters)
            likeness = weighed_by_meaning(plain.likeness, nearness)
            candidate = replace(plain, likeness=likeness, meaning=nearness)
            old = found.get(candidate.source.pk)
            if candidate.source.outlet_id in (None, source.outlet_id) and (
                old is None or (old.meaning or 0) < nearness
            ):
                found[candidate.source.pk] = candidate
    return list(found.values())
