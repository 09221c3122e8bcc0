"""Which attribution stands inside which: the content that a cue lies in, or the relay before it."""

from collections.abc import Sequence

from claims.attribution.languages import Language
from claims.attribution.page_sources import Source
from claims.attribution.relations import Relation
from claims.attribution.sentence import Sentence
from claims.attribution.text import Span, tokenise

_SAME_CONTENT = 0.8
_OPENING = 6  # words of a content or sentence that say what it is about
_NEAR = 40  # relations before and after one, among which its carrier is looked for


def find_carriers(relations: Sequence[Relation], sources: Sequence[Source]) -> list[int | None]:
    """Per relation the index of the one that carries it, or None. There are no cycles.

    A relation is nested in the shortest content that its cue lies in. Of two with the same content
    ("نقلت R عن O قوله إن ...") the later cue came through the earlier, unless a cue says otherwise:
    "..., according to R" is outside, "quoting O" inside.
    """
    carriers: list[int | None] = []
    contents = [(one.content[0].start, one.content[-1].end) for one in relations]
    for i, inner in enumerate(relations):
        best: int | None = None
        low = min(inner.cue[0].start, contents[i][0])
        high = max(inner.cue[0].end, contents[i][1])
        for j in range(max(0, i - _NEAR), min(len(relations), i + _NEAR)):
            first, last = contents[j]
            if i == j or last <= low or first >= high:
                continue  # they have no words in common
            outer = relations[j]
            if not _carries(outer, inner, kinds=(sources[j].kind, sources[i].kind), earlier=j < i):
                continue
            if best is None or _length(outer.content) < _length(relations[best].content):
                best = j
        carriers.append(best)
    return [None if _is_cycle(carriers, i) else carrier for i, carrier in enumerate(carriers)]


def is_nested(relations: Sequence[Relation], number: int) -> bool:
    """Does the cue of a relation stand inside the content of another near it?"""
    cue = relations[number].cue[0]
    near = relations[max(0, number - _NEAR) : number + _NEAR]
    return any(
        span.start <= cue.start and cue.end <= span.end
        for other in near
        for span in other.content
        if other is not relations[number]
    )


def _carries(outer: Relation, inner: Relation, *, kinds: tuple[str, str], earlier: bool) -> bool:
    cue = inner.cue[0]
    if any(span.contains(cue) for span in outer.content):
        return True
    depth = _depth(inner, kinds[1]) - _depth(outer, kinds[0])
    if depth < 0 or (depth == 0 and not earlier):
        return False
    if kinds[0] != "media_outlet" and (_speaks_for(inner) or _speaks_for(outer)):
        return False
    return _overlap(outer.content, inner.content) >= _SAME_CONTENT


def _depth(relation: Relation, kind: str) -> int:
    """Which of several relations with the same content is inside: the deeper one."""
    reading = relation.reading
    if reading is None:
        return 1
    if (reading.form == "ing" and reading.lemma in _QUOTES) or reading.lemma in _INSIDE:
        return 2
    if kind == "media_outlet" and reading.cue_class == "relays":
        return 0
    is_outside = reading.kind == "preposition" and reading.cue_class == "asserts"
    return 0 if is_outside else 1


def _speaks_for(relation: Relation) -> bool:
    """ "الوزارة على لسان ناطقها": one voice, no relay."""
    return relation.reading is not None and relation.reading.lemma in _VOICES


_INSIDE = frozenset({"quoting", "citing", "نقلا", "استنادا"})
_QUOTES = frozenset({"quote", "cite", "citer"})  # the agency, quoting an official, ...
_VOICES = frozenset({"لسان"})


def _length(spans: Sequence[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _overlap(one: Sequence[Span], other: Sequence[Span]) -> float:
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    return both / max(1, _length(one) + _length(other) - both)


def _is_cycle(carriers: Sequence[int | None], start: int) -> bool:
    seen, at = {start}, carriers[start]
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        at = carriers[at]
    return False


def carry_over(
    text: str,
    relations: Sequence[Relation],
    sources: Sequence[Source],
    carriers: list[int | None],
    language: Language,
) -> None:
    """Let a source that a relay brought in keep its relay when it speaks again; in place.

    "نقلت القناة عن مصدر قوله إن ...", then "وأضاف المصدر": the second came through the channel too.
    """
    brought: list[tuple[int, set[str]]] = []  # by which relay, and the words between it and content
    relays: dict[int, int] = {}
    last_of: dict[int, int] = {}
    for number, (relation, source) in enumerate(zip(relations, sources, strict=True)):
        last_of[id(source)] = number
        carrier = carriers[number]
        if carrier is None and source.known_through is not None:
            carriers[number] = last_of.get(id(source.known_through))  # "my wife said"
            continue
        if carrier is not None:
            relayed = _overlap(relations[carrier].content, relation.content) >= _SAME_CONTENT
            if relayed and sources[carrier] is not source:
                relays.setdefault(id(source), carrier)
        elif id(source) in relays:
            carriers[number] = relays[id(source)]
        elif brought and source.kind in ("person", "anonymous_group") and relation.source:
            names = source.name_stems(language)
            is_name = len(names) > (source.kind != "person")
            through = (at for at, words in brought if names <= words)
            carriers[number] = next(through, None) if is_name else None
        if _relays_from(relation, source):
            between = Span(relation.source[-1].end, relation.content[0].start)
            brought.append((number, _stems(text, (between,), language)))
    for number in range(len(carriers)):
        if _is_cycle(carriers, number):
            carriers[number] = None


def frame(
    text: str,
    relations: Sequence[Relation],
    sources: Sequence[Source],
    carriers: list[int | None],
    sentences: Sequence[Sentence],
) -> set[int]:
    """Let a source that opens a whole account carry those who speak in it; carriers are in place.

    "كشفت مصادر ليبية كواليس اللقاءات بين حفتر وبيرنز": what Haftar and Burns say in later sentences
    came through these sources. Only those are carried whom the framing source itself has named, or
    who speak "during the meetings". Returns what is said in an account of meetings.
    """
    opener: int | None = None
    named: set[str] = set()
    meetings: set[str] = set()
    in_meetings: set[int] = set()
    for number, relation in enumerate(relations):
        source, language = sources[number], sentences[relation.sentence].language
        if _opens_account(text, relation, source, language):
            opener, named = number, _stems(text, relation.content, language)
            meetings = _meetings(text, relation.content[0], language)
            continue
        if opener is None:
            continue
        carrier = carriers[number]
        if carrier is None and source is sources[opener]:
            opener = number if relation.cue else opener
            named |= _stems(text, relation.content, language)
        elif carrier is None and source.kind in _SPEAKERS:
            before = Span(sentences[relation.sentence].span.start, relation.cue[0].start)
            if _was_named(source, named) or meetings & _meetings(text, before, language):
                carrier = carriers[number] = opener
        if meetings and carrier is not None and sources[carrier] is sources[opener]:
            in_meetings.add(number)
    return in_meetings


def _meetings(text: str, span: Span, language: Language) -> set[str]:
    """The stems of the meetings that its first words name with the article ("اللقاءات")."""
    return {
        language.bare_stem(token.norm)
        for token in tokenise(text, span.start, span.end)[:_OPENING]
        if language.is_definite(token.norm)
        and any(
            "channel_meeting" in language.classes_of(word)
            for word in (token.norm, language.stem_of(token.norm))
        )
    }


def _relays_from(relation: Relation, source: Source) -> bool:
    """ "نقلت وكالة عن فلان أن": words between an outlet and what it relays."""
    reading = relation.reading
    return (
        source.kind == "media_outlet"
        and reading is not None
        and reading.cue_class == "relays"
        and bool(relation.source)
        and relation.source[-1].end < relation.content[0].start
    )


def _was_named(source: Source, named: set[str]) -> bool:
    """A person by any word of the name, others by their head: a place they share says nothing."""
    words = source.stems if source.kind == "person" else {source.head}
    return bool(words & named)


_SPEAKERS = frozenset({"person", "anonymous_group", "government_body", "organisation"})


def _opens_account(text: str, relation: Relation, source: Source, language: Language) -> bool:
    if source.kind not in ("anonymous_group", "media_outlet", "document") or not relation.content:
        return False
    first = tokenise(text, relation.content[0].start, relation.content[0].end)[:2]
    return any("account" in language.classes_of(token.norm) for token in first)


def _stems(text: str, spans: Sequence[Span], language: Language) -> set[str]:
    return language.bare_stems(
        token.norm for span in spans for token in tokenise(text, span.start, span.end)
    )
