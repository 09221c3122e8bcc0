"""Where things stand in a drawn provenance graph. Plain numbers; the templates draw the SVG.

Outlets stand in the column the reader begins at (left, or right in a right-to-left interface),
the last speakers in the farthest one: the eye follows a chain as it is read, from who printed it
to who said it. On a narrow screen all stand below each other in the same order, with the arrows
beside them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

BOX_WIDTH: Final = 190
BOX_HEIGHT: Final = 46
COLUMN: Final = 270
ROW: Final = 66
MARGIN: Final = 12
LETTERS: Final = 24
# On a narrow screen: room for arrows beside the boxes, and how much farther out a longer one is.
BESIDE: Final = 96
FARTHER: Final = 14


@dataclass(frozen=True, slots=True)
class Drawable:
    """A source to be drawn."""

    id: str
    name: str
    kind: str
    anonymity: str

    @property
    def unknown(self) -> bool:
        """Whether nobody can say who speaks: a majhul, as critics of chains call one."""
        return self.anonymity in ("group", "unnamed")


@dataclass(frozen=True, slots=True)
class Box:
    """A drawn source; x and y are its upper left corner."""

    source: Drawable
    x: int
    y: int
    meets: bool

    @property
    def middle(self) -> tuple[int, int]:
        """Its centre."""
        return self.x + BOX_WIDTH // 2, self.y + BOX_HEIGHT // 2

    @property
    def label(self) -> str:
        """As much of the name as fits."""
        name = self.source.name
        return name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow from who tells to whom they name, with the cue's class."""

    path: str
    cue_class: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph with its size in pixels."""

    width: int
    height: int
    boxes: Sequence[Box]
    lines: Sequence[Line]
    narrow: "Picture | None" = None  # the same for a narrow screen


def draw_graph(
    chains: Sequence[tuple[Sequence[str], str]],
    sources: Mapping[str, Drawable],
    *,
    meetings: frozenset[str] = frozenset(),
    right_to_left: bool = False,
) -> Picture:
    """Draw chains, each (sources from the last speaker to the outlet, cue class).

    `meetings` are marked: the sources in whom chains come together.
    """
    ranks: dict[str, int] = {}
    for hops, _ in chains:
        for rank, hop in enumerate(dict.fromkeys(reversed(hops))):
            ranks[hop] = max(ranks.get(hop, 0), rank)
    columns: dict[int, list[str]] = {}
    for hop, rank in ranks.items():
        columns.setdefault(rank, []).append(hop)
    _untangle(columns, chains)
    width = MARGIN * 2 + BOX_WIDTH + COLUMN * (max(columns, default=0))
    tallest = max((len(column) for column in columns.values()), default=0)
    height = MARGIN * 2 + max(tallest * ROW - (ROW - BOX_HEIGHT), BOX_HEIGHT)
    boxes = {}
    for rank, column in columns.items():
        x = MARGIN + rank * COLUMN
        x = width - x - BOX_WIDTH if right_to_left else x
        top = (height - (len(column) * ROW - (ROW - BOX_HEIGHT))) // 2
        for row, hop in enumerate(column):
            boxes[hop] = Box(sources[hop], x, top + row * ROW, meets=hop in meetings)
    narrow = _in_one_column(
        [hop for rank in sorted(columns) for hop in columns[rank]],
        chains,
        sources,
        meetings=meetings,
        right_to_left=right_to_left,
    )
    return Picture(width, height, list(boxes.values()), _lines(chains, boxes), narrow)


def _in_one_column(
    order: Sequence[str],
    chains: Sequence[tuple[Sequence[str], str]],
    sources: Mapping[str, Drawable],
    *,
    meetings: frozenset[str],
    right_to_left: bool,
) -> Picture:
    """The same for a narrow screen: everybody below each other, outlets first."""
    width = MARGIN * 2 + BOX_WIDTH + BESIDE
    x = width - MARGIN - BOX_WIDTH if right_to_left else MARGIN
    rows = {hop: row for row, hop in enumerate(order)}
    boxes = {
        hop: Box(sources[hop], x, MARGIN + row * ROW, meets=hop in meetings)
        for hop, row in rows.items()
    }
    height = MARGIN * 2 + max(len(order) * ROW - (ROW - BOX_HEIGHT), BOX_HEIGHT)
    out = -1 if right_to_left else 1
    edge = x if right_to_left else x + BOX_WIDTH
    lines = []
    for told, said, cue in _tellings(chains):
        start, end = boxes[told].middle, boxes[said].middle
        apart = rows[said] - rows[told]
        if apart == 1:
            path = f"M{start[0]} {start[1] + BOX_HEIGHT // 2} V{end[1] - BOX_HEIGHT // 2}"
            lines.append(Line(path, cue, start[0] + out * 44, (start[1] + end[1]) // 2 + 4))
            continue
        far = edge + out * (30 + FARTHER * min(abs(apart), 4))
        path = f"M{edge} {start[1]} C{far} {start[1]} {far} {end[1]} {edge} {end[1]}"
        lines.append(Line(path, cue, edge + out * 36, start[1] - 4))
    return Picture(width, height, list(boxes.values()), lines)


def _tellings(chains: Sequence[tuple[Sequence[str], str]]) -> Iterator[tuple[str, str, str]]:
    """Each (who tells, whom they name, cue class) once."""
    seen = set()
    for hops, cue_class in chains:
        for place, (said, told) in enumerate(pairwise(hops)):
            if told != said and (told, said) not in seen:
                seen.add((told, said))
                yield told, said, cue_class if place == 0 else "relays"


def _untangle(columns: dict[int, list[str]], chains: Sequence[tuple[Sequence[str], str]]) -> None:
    """Order each column by the mean place of its neighbours in the one before (one sweep)."""
    place = {hop: row for column in columns.values() for row, hop in enumerate(column)}
    tellers: dict[str, list[str]] = {}
    for hops, _ in chains:
        for said, told in pairwise(hops):
            tellers.setdefault(said, []).append(told)
    for rank in sorted(columns)[1:]:
        columns[rank].sort(
            key=lambda hop: (
                sum(place[t] for t in tellers.get(hop, [hop])) / len(tellers.get(hop, [hop]))
            )
        )
        place |= {hop: row for row, hop in enumerate(columns[rank])}


def _lines(chains: Sequence[tuple[Sequence[str], str]], boxes: Mapping[str, Box]) -> list[Line]:
    lines = []
    for told, said, cue in _tellings(chains):
        (x1, y1), (x2, y2) = boxes[told].middle, boxes[said].middle
        step = BOX_WIDTH // 2 * (1 if x2 >= x1 else -1)
        x1, x2 = x1 + step, x2 - step
        if boxes[told].x == boxes[said].x:  # both in one column: round the outside
            path = f"M{x1} {y1} C{x1 + 60} {y1} {x2 + step * 2 + 60} {y2} {x2 + step * 2} {y2}"
        else:
            path = f"M{x1} {y1} C{(x1 + x2) // 2} {y1} {(x1 + x2) // 2} {y2} {x2} {y2}"
        lines.append(Line(path, cue, (x1 + x2) // 2, (y1 + y2) // 2 - 5))
    return lines
