"""Which attribution stands inside which: the content that a cue lies in, or the relay before it."""

from collections.abc import Sequence

from claims.attribution.relations import Relation
from claims.attribution.text import Span

_SAME_CONTENT = 0.8


def find_carriers(relations: Sequence[Relation]) -> list[int | None]:
    """Per relation the index of the one that carries it, or None. There are no cycles.

    A relation is nested in the shortest content that its cue lies in. Of two with the same content
    ("نقلت R عن O قوله إن ...") the later cue came through the earlier.
    """
    carriers: list[int | None] = []
    for i, inner in enumerate(relations):
        best: int | None = None
        for j, outer in enumerate(relations):
            if i == j or not _carries(outer, inner, earlier=j < i):
                continue
            if best is None or _length(outer.content) < _length(relations[best].content):
                best = j
        carriers.append(best)
    return [None if _is_cycle(carriers, i) else carrier for i, carrier in enumerate(carriers)]


def _carries(outer: Relation, inner: Relation, *, earlier: bool) -> bool:
    cue = inner.cue[0]
    if any(span.contains(cue) for span in outer.content):
        return True
    return earlier and _overlap(outer.content, inner.content) >= _SAME_CONTENT


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
