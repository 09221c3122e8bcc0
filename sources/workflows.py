"""Finding the source a name means, or making it. What people do with sources: `curation`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from newsroom.ids import new_id
from sources.candidates import (
    Asked,
    Candidate,
    alike_on_page,
    by_score,
    candidates,
    letters_shared,
)
from sources.models import (
    KINDS_OF_ONE_OUTLET,
    Anonymity,
    Source,
    SourceAlias,
    SourceKind,
    SourceQuestion,
)
from sources.names import LONGEST_NAME, fold
from sources.resolution import KIND_FAMILIES, index_key, read_name

MOST_QUESTIONS = 5
# Words that stand for somebody named elsewhere in the text, and name nobody by themselves.
PRONOUNS = frozenset(
    fold(word)
    for word in (
        "هو هي هم هما هن هؤلاء الأول الثاني الأخير ذاته نفسه he she they it him her them who which "
        "il elle ils elles lui qui celui-ci celle-ci ce dernier cette dernière the latter"
    ).split()
)
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Mention:
    """One source as one article speaks of it: its fullest name there and all its surface forms."""

    name: str
    kind: str
    anonymity: str
    language: str
    surfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A mention whose name nobody has yet: its place among all, as shown, and where it is known."""

    place: int
    mention: Mention
    name: str
    scope: UUID | None


@transaction.atomic
def outlet_named(name: str, *, domain: str = "") -> Source:
    """The media outlet of this home domain or, if nobody's, of this name, made if unknown."""
    if domain:
        at_home = Source.objects.filter(kind=SourceKind.MEDIA_OUTLET, domains__contains=[domain])
        if (known := at_home.select_related("merged_into").first()) is not None:
            return known.merged_into or known
    mention = Mention(name, SourceKind.MEDIA_OUTLET, Anonymity.NAMED, "", (name,))
    return resolve_mentions(None, [mention])[0]


@transaction.atomic
def resolve_mentions(outlet: Source | None, mentions: Sequence[Mention]) -> list[Source]:
    """Find or make the source of each mention of one article, in the same order.

    A known name means the source that has it, where only one does; a short form means the one
    source of this page that it can be short for; otherwise sources of like names are compared.
    Whatever doesn't reach the automatic threshold makes a provisional source and questions for
    the source inbox, never a silent merge. Unnamed people, and names that don't say whose ("the
    ministry"), belong to the outlet. Locks are taken in one order, so that workers who meet the
    same new names at once wait for each other instead of making twins or a deadlock.
    """
    shown = [shown_name(mention.name) for mention in mentions]
    _lock(index_key(name) for name in shown)
    known = _known_names(outlet, mentions, shown)
    short = _short_forms(mentions, shown, known)
    found = known | _like_named(
        [
            _Unknown(number, mention, shown[number], scope_of(outlet, mention, shown[number]))
            for number, mention in enumerate(mentions)
            if number not in known and number not in short
        ]
    )
    sources = [found[short.get(number, number)] for number in range(len(mentions))]
    _count_aliases(mentions, shown, sources)
    return sources


def shown_name(name: str) -> str:
    """A name as it is stored: without invisible and directional characters, not too long."""
    cleaned = " ".join(_NOT_SHOWN.sub(" ", name).split())[:LONGEST_NAME].strip()
    return cleaned or "?"


def _lock(keys: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(k) FROM (SELECT DISTINCT hashtextextended(n, 1) AS k"
            " FROM unnest(%s::text[]) AS n ORDER BY 1) AS keys",
            [sorted(set(keys))],
        )


def scope_of(outlet: Source | None, mention: Mention, name: str) -> UUID | None:
    """The outlet in whose articles alone a name is known, or None for a name known everywhere."""
    unnamed = mention.kind in KINDS_OF_ONE_OUTLET or mention.anonymity == Anonymity.UNNAMED
    own = unnamed or (mention.kind != SourceKind.MEDIA_OUTLET and read_name(name).generic)
    return outlet.canonical_id if outlet and own else None


def _known_names(
    outlet: Source | None, mentions: Sequence[Mention], shown: Sequence[str]
) -> dict[int, Source]:
    """Mentions whose very name, however spelled, is that of just one source."""
    folded = [fold(name) for name in shown]
    aliases: dict[str, list[SourceAlias]] = defaultdict(list)
    rows = SourceAlias.objects.filter(folded__in=set(folded))
    for alias in rows.select_related("source__merged_into").defer("vector"):
        aliases[alias.folded].append(alias)
    known = {}
    for number, mention in enumerate(mentions):
        scope = scope_of(outlet, mention, shown[number])
        bearers = {
            bearer.id: bearer
            for alias in aliases[folded[number]]
            if _of_the_kind(alias.source, mention, scope) and _is_enough(alias, mention)
            for bearer in [alias.source.merged_into or alias.source]
        }
        confirmed = {key: bearer for key, bearer in bearers.items() if not bearer.provisional}
        if len(bearers) > 1 and not confirmed:
            bearers = dict([min(bearers.items())])
        if len(bearers) == 1:
            [known[number]] = bearers.values()
    return known


def _of_the_kind(source: Source, mention: Mention, scope: UUID | None) -> bool:
    same_family = KIND_FAMILIES[source.kind] == KIND_FAMILIES[mention.kind]
    return same_family and source.outlet_id == scope


def _is_enough(alias: SourceAlias, mention: Mention) -> bool:
    """Whether a name alone tells who is meant.

    A surname, or an office without its country, told who was meant on one page; elsewhere it may
    be somebody else, unless it is the source's own name or a person has said so.
    """
    if alias.origin == SourceAlias.Origin.PERSON or alias.folded == alias.source.folded:
        return _countries_agree(alias.source, mention)
    parts = read_name(alias.surface)
    short = parts.generic or (mention.kind == SourceKind.PERSON and len(parts.words) < 2)
    return not short and _countries_agree(alias.source, mention)


def _countries_agree(source: Source, mention: Mention) -> bool:
    countries = frozenset[str]().union(*(read_name(s).countries for s in mention.surfaces))
    return mention.kind != SourceKind.PERSON or not (
        source.country and countries and source.country not in countries
    )


def _short_forms(
    mentions: Sequence[Mention], shown: Sequence[str], known: dict[int, Source]
) -> dict[int, int]:
    """Mention → the one other mention of this page that it is a short form of."""
    short: dict[int, int] = {}
    for number, mention in enumerate(mentions):
        if number in known:
            continue
        fits = [
            other
            for other, longer in enumerate(mentions)
            if other != number
            and KIND_FAMILIES[longer.kind] == KIND_FAMILIES[mention.kind]
            and _shortens(shown[number], shown[other], mention.kind)
        ]
        if len(fits) == 1 and fits[0] not in short:
            short[number] = fits[0]
    return short


def _shortens(short: str, long: str, kind: str) -> bool:
    one, other = read_name(short), read_name(long)
    if kind == SourceKind.PERSON:
        return len(one.words) == 1 and len(other.words) > 1 and one.words[0] == other.words[-1]
    if one.words or other.words:
        return False
    return one.generic and not other.generic and one.concepts == other.concepts


def _like_named(unknown: Sequence[_Unknown]) -> dict[int, Source]:
    """The one source whose name is surely another spelling of each, or a new one."""
    asked = [Asked(u.name, u.mention.kind, u.scope, u.mention.surfaces) for u in unknown]
    here = alike_on_page(asked)
    found: dict[int, Source] = {}
    twins: dict[int, int] = {}
    new: dict[int, list[Candidate]] = {}
    for number, (one, likes) in enumerate(zip(unknown, candidates(asked), strict=True)):
        sure = [candidate.source for candidate in likes if candidate.likeness.automatic]
        twin = next((n for n in new if (like := here.get((number, n))) and like.automatic), None)
        if len(sure) == 1 and _countries_agree(sure[0], one.mention):
            found[number] = sure[0]
        elif twin is not None:
            twins[number] = twin
        else:
            new[number] = likes
    made = dict(zip(new, _provisional([unknown[number] for number in new]), strict=True))
    pairs = [pair for pair in here if made.keys() >= set(pair)]
    letters = letters_shared([(asked[one].name, asked[other].name) for one, other in pairs])
    for (later, earlier), shared in zip(pairs, letters, strict=True):
        new[later].append(Candidate(made[earlier], here[later, earlier], shared))
    questions = [
        candidate.question_about(made[number])
        for number, likes in new.items()
        for candidate in sorted(likes, key=by_score)[:MOST_QUESTIONS]
        if candidate.source.id != made[number].id
    ]
    if questions:
        SourceQuestion.objects.bulk_create(questions, ignore_conflicts=True)
    found |= made
    found |= {number: found[twin] for number, twin in twins.items()}
    return {unknown[number].place: source for number, source in found.items()}


# What the machine made of a name before, or what a person merged that into.
PROVISIONAL = """
SELECT (SELECT coalesce(s.merged_into_id, s.id) FROM sources_source s
        WHERE s.folded = t.folded AND s.kind = t.kind AND s.outlet_id IS NOT DISTINCT FROM t.scope
          AND (s.provisional OR s.kind = ANY(%s))
        ORDER BY s.id LIMIT 1)
FROM unnest(%s::text[], %s::varchar[], %s::uuid[]) WITH ORDINALITY AS t(folded, kind, scope, place)
ORDER BY t.place
"""
MAKE_PROVISIONAL = """
INSERT INTO sources_source (id, name, kind, anonymity, language, outlet_id, provisional,
                            country, domains, accounts, notes, created_at)
SELECT id, name, kind, anonymity, language, scope, true, '', '{}', '{}', '', now()
FROM unnest(%s::uuid[], %s::varchar[], %s::varchar[], %s::varchar[], %s::varchar[], %s::uuid[])
    WITH ORDINALITY AS t(id, name, kind, anonymity, language, scope, place)
ORDER BY place
ON CONFLICT DO NOTHING
"""


def _provisional(unknown: Sequence[_Unknown]) -> list[Source]:
    """A provisional source for each name, made where there is none from this or another page."""
    if not unknown:
        return []
    names: list[list[Any]] = [
        [fold(one.name) for one in unknown],
        [str(one.mention.kind) for one in unknown],
        [one.scope for one in unknown],
    ]

    def standing() -> list[UUID | None]:
        cursor.execute(PROVISIONAL, [[str(kind) for kind in KINDS_OF_ONE_OUTLET], *names])
        return [pk for (pk,) in cursor.fetchall()]

    with connection.cursor() as cursor:
        found = standing()
        new = [
            (new_id(), u.name, str(u.mention.kind), str(u.mention.anonymity), u.mention.language,
             u.scope)
            for u, pk in zip(unknown, found, strict=True)
            if pk is None
        ]  # fmt: skip
        if new:
            cursor.execute(MAKE_PROVISIONAL, [list(column) for column in zip(*new, strict=True)])
            found = standing()
    sources = Source.objects.in_bulk({pk for pk in found if pk})
    return [sources[pk] for pk in found if pk]


def _count_aliases(
    mentions: Sequence[Mention],
    shown: Sequence[str],
    found: Sequence[Source],
) -> None:
    """Count each surface form once for this article; in one order, so that nobody deadlocks."""
    seen: dict[tuple[UUID, str], str] = {}
    for number, (mention, source) in enumerate(zip(mentions, found, strict=True)):
        for surface in (shown[number], *map(shown_name, mention.surfaces)):
            if fold(surface) and fold(surface) not in PRONOUNS and surface != "?":
                seen.setdefault((source.id, surface), mention.language)
    rows = sorted((str(source), surface, language) for (source, surface), language in seen.items())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_sourcealias (source_id, surface, language, origin, count, key)"
            " SELECT source, surface, language, 'machine', 1, key"
            " FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])"
            " WITH ORDINALITY AS t(source, surface, language, key, place) ORDER BY place"
            " ON CONFLICT (source_id, surface)"
            " DO UPDATE SET count = sources_sourcealias.count + 1",
            [
                [source for source, *_ in rows],
                [surface for _, surface, _ in rows],
                [language for *_, language in rows],
                [index_key(surface)[:500] for _, surface, _ in rows],
            ],
        )
