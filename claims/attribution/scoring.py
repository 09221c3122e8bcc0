"""Score predicted attributions against annotated ones, on the characters that their spans cover.

The protocol is that of the open corpus (docs/attribution.md): white space never counts; an
attribution is found if its content and its source both overlap the annotated ones by half (Jaccard;
two empty sources agree); matching is one to one, the best overlap of contents first.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from claims.attribution.text import normalise

Document = Mapping[str, Any]
Entry = Mapping[str, Any]
Spans = Sequence[Sequence[int]]
_HALF = 0.5
_ARTICLE = re.compile(r"^(?:وال|بال|فال|ال|لل)(?=\w{2})")


@dataclass(slots=True)
class Count:
    """How many were found, predicted and annotated."""

    found: int = 0
    predicted: int = 0
    annotated: int = 0

    def add(self, found: int, predicted: int, annotated: int) -> None:
        self.found += found
        self.predicted += predicted
        self.annotated += annotated

    @property
    def precision(self) -> float:
        return self.found / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.annotated if self.annotated else 0.0

    @property
    def f1(self) -> float:
        both = self.predicted + self.annotated
        return 2 * self.found / both if both else 0.0


@dataclass(frozen=True, slots=True)
class _Covered:
    entry: Entry
    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def score(gold: Iterable[Document], predicted: Iterable[Document]) -> dict[str, Count]:
    """Counts by measure, over all documents.

    Measures: sentence (attributed at all?), sentence+source, attribution, content, exact, cue; and,
    among the attributions found: chain length, chain (every name is the same source's), chain to
    the letter, kind, channel; boundary (sentences cut exactly alike).
    """
    by_id = {document["doc"]: document for document in predicted}
    counts: dict[str, Count] = {}
    for document in gold:
        other = by_id.get(document["doc"], {"attributions": [], "sentences": []})
        for name, numbers in _score_document(document, other).items():
            counts.setdefault(name, Count()).add(*numbers)
    return counts


def _score_document(gold: Document, predicted: Document) -> dict[str, tuple[int, int, int]]:
    text = gold["text"]
    wanted = [_cover(text, entry) for entry in gold["attributions"] if entry["content"]]
    given = [_cover(text, entry) for entry in predicted["attributions"] if entry["content"]]
    result: dict[str, tuple[int, int, int]] = {}
    rules: dict[str, Callable[[_Covered, _Covered], bool]] = {
        "attribution": _is_found,
        "content": lambda a, b: jaccard(a.content, b.content) >= _HALF,
        "exact": lambda a, b: a.content == b.content and a.source == b.source,
    }
    for name, rule in rules.items():
        pairs = _match(wanted, given, rule, lambda a, b: jaccard(a.content, b.content))
        result[name] = (len(pairs), len(given), len(wanted))
    with_cue = [[one for one in side if one.cue] for side in (wanted, given)]
    cues = _match(
        with_cue[0], with_cue[1], lambda a, b: bool(a.cue & b.cue), lambda a, b: len(a.cue & b.cue)
    )
    result["cue"] = (len(cues), len(with_cue[1]), len(with_cue[0]))
    result |= _score_sentences(gold, wanted, given)
    result |= _score_found(
        _match(wanted, given, _is_found, lambda a, b: jaccard(a.content, b.content))
    )
    cut = [{_trimmed(text, *span) for span in side["sentences"]} for side in (gold, predicted)]
    debris = gold.get("boilerplate", [])
    cut[1] = {one for one in cut[1] if not any(a <= one[0] and one[1] <= b for a, b in debris)}
    result["boundary"] = (len(cut[0] & cut[1]), len(cut[1]), len(cut[0]))
    return result


def _cover(text: str, entry: Entry) -> _Covered:
    return _Covered(
        entry, *(_characters(text, entry[role]) for role in ("source", "cue", "content"))
    )


def _characters(text: str, spans: Spans) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end) if not text[i].isspace())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def jaccard(one: Set[int], other: Set[int]) -> float:
    """The share of what two spans cover that both cover; nothing agrees with nothing."""
    return len(one & other) / len(one | other) if one or other else 1.0


def _is_found(wanted: _Covered, given: _Covered) -> bool:
    return (
        jaccard(wanted.content, given.content) >= _HALF
        and jaccard(wanted.source, given.source) >= _HALF
    )


def _match(
    wanted: Sequence[_Covered],
    given: Sequence[_Covered],
    rule: Callable[[_Covered, _Covered], bool],
    weight: Callable[[_Covered, _Covered], float],
) -> list[tuple[_Covered, _Covered]]:
    offers = sorted(
        (-weight(a, b), i, j)
        for i, a in enumerate(wanted)
        for j, b in enumerate(given)
        if rule(a, b)
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, i, j in offers:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((wanted[i], given[j]))
    return pairs


def _score_sentences(
    gold: Document, wanted: Sequence[_Covered], given: Sequence[_Covered]
) -> dict[str, tuple[int, int, int]]:
    both = right = predicted = annotated = 0
    for start, end in gold["sentences"]:
        letters = {i for i in range(start, end) if gold["text"][i].isalnum()}
        here = [one for one in wanted if len(one.content & letters) >= 2]
        there = [one for one in given if len(one.content & letters) >= 2]
        annotated += bool(here)
        predicted += bool(there)
        both += bool(here and there)
        right += any(jaccard(a.source, b.source) >= _HALF for a in here for b in there)
    return {
        "sentence": (both, predicted, annotated),
        "sentence+source": (right, predicted, annotated),
    }


def _score_found(pairs: Sequence[tuple[_Covered, _Covered]]) -> dict[str, tuple[int, int, int]]:
    chains = [(a.entry.get("chain", ()), b.entry.get("chain", ())) for a, b in pairs]
    same_length = [(a, b) for a, b in chains if len(a) == len(b)]
    same = sum(all(map(_same_name, a, b)) for a, b in same_length)
    total = len(pairs)

    def equal(name: str) -> tuple[int, int, int]:
        hits = sum(a.entry.get(name) == b.entry.get(name) for a, b in pairs)
        return hits, total, total

    return {
        "chain length": (len(same_length), total, total),
        "chain": (same, total, total),
        "chain to the letter": (sum(list(a) == list(b) for a, b in chains), total, total),
        "kind": equal("source_kind"),
        "channel": equal("channel"),
    }


def _same_name(one: str, other: str) -> bool:
    """The same name but for articles and quotation marks, or one a shorter form of the other."""
    words, others = _name_words(one), _name_words(other)
    return words <= others or others <= words


def _name_words(name: str) -> frozenset[str]:
    folded = normalise(name, teh_marbuta=True).text.replace('"', " ")
    return frozenset(_ARTICLE.sub("", word) for word in folded.split())
