"""Cutting a text where marks begin and end, so that crossing marks can be drawn side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from claims.states import SpanRole
from sources.names import fold


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A half-open span of code points, what it is, and the number of the attribution it's part of.

    Depth is 1 for an attribution of the outlet itself, 2 for one nested in that, and so on.
    """

    start: int
    end: int
    role: str
    number: int = 0
    depth: int = 1
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that no mark begins or ends inside of."""

    start: int
    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[Mark, ...] = ()
    closes: tuple[Mark, ...] = ()

    @property
    def end(self) -> int:
        """One past the last code point."""
        return self.start + len(self.text)

    @property
    def classes(self) -> str:
        """The classes of the style sheet: roles, depth of the content, and brackets to draw."""
        names = dict.fromkeys(mark.role for mark in self.marks)
        contents = [mark for mark in self.marks if mark.role == SpanRole.CONTENT]
        if contents:
            names[f"depth-{min(max(mark.depth for mark in contents), 3)}"] = None
            if all(mark.inherited for mark in contents):
                names["inherited"] = None
        if any(mark.role == SpanRole.CONTENT for mark in self.opens):
            names["opens"] = None
        if any(mark.role == SpanRole.CONTENT for mark in self.closes):
            names["closes"] = None
        return " ".join(names)

    @property
    def numbers(self) -> str:
        """The attributions it's part of, as the script looks them up."""
        return " ".join(map(str, sorted({mark.number for mark in self.marks})))


def segments(text: str, marks: Iterable[Mark], *, cuts: Iterable[int] = ()) -> list[Segment]:
    """Cut a text at every place where a mark begins or ends, and at the cuts asked for.

    Marks may nest, cross, touch and repeat; what lies outside of the text, or is empty, is left
    out. Returns: segments in text order that join to the very text, each with its marks, widest
    first. Takes O(n log n) for n marks that don't all overlap.
    """
    inside = sorted(
        {mark for mark in marks if 0 <= mark.start < mark.end <= len(text)},
        key=lambda mark: (mark.start, -mark.end, mark.role, mark.number),
    )
    places = {0, len(text), *(cut for cut in cuts if 0 <= cut <= len(text))}
    for mark in inside:
        places |= {mark.start, mark.end}
    ordered = sorted(places)
    found: list[Segment] = []
    active: list[Mark] = []
    coming = 0
    for start, end in pairwise(ordered):
        active = [mark for mark in active if mark.end > start]
        while coming < len(inside) and inside[coming].start == start:
            active.append(inside[coming])
            coming += 1
        found.append(
            Segment(
                start,
                text[start:end],
                marks=tuple(active),
                opens=tuple(mark for mark in active if mark.start == start),
                closes=tuple(mark for mark in active if mark.end == end),
            )
        )
    return found


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    return " " if letter.isspace() else fold(letter)


def places_of_words(text: str, query: str) -> list[tuple[int, int]]:
    """Where the words of a query stand in a text, however they are spelled in either.

    Returns: half-open spans in code points of the text, in order, possibly overlapping. Marks such
    as tashkeel that belong to the last letter are inside.
    """
    folded: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        for part in _folded_letter(letter):
            folded.append(part)
            origin.append(place)
    haystack = "".join(folded)
    places = set()
    for word in set(fold(query).split()):
        at = haystack.find(word)
        while at >= 0:
            end = at + len(word)
            places.add((origin[at], origin[end] if end < len(origin) else len(text)))
            at = haystack.find(word, end)
    return sorted((start, start + len(text[start:end].rstrip())) for start, end in places)


def highlighted(text: str, query: str) -> Sequence[Segment]:
    """A text with the words of a query marked."""
    return segments(
        text, [Mark(start, end, "found") for start, end in places_of_words(text, query)]
    )
