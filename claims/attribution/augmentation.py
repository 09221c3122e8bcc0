"""Variants of annotated articles: the same words punctuated as other newsrooms punctuate.

Some put a comma between speaker and statement, some leave out the comma before a participle; quotation
marks come in every style. A model that has seen one house style alone mistakes the others.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

_SPANS = ("source", "cue", "content", "antecedent")
_STYLES = (("«", "»"), ("“", "”"), ('"', '"'), ("”", "“"))


class Edit(NamedTuple):
    """Replace text[start:end] by other characters."""

    start: int
    end: int
    text: str


def vary(document: Mapping[str, Any], comma: str) -> dict[str, Any]:
    """The same article in another punctuation; which one follows from its id alone."""
    chance = _chances(document["doc"])
    edits = _commas_after_speakers(document, comma, chance)
    edits += _commas_before_cues(document, comma, chance)
    edits += _other_quotation_marks(document["text"], chance)
    return _apply(document, edits)


def _chances(seed: str) -> Callable[[int], float]:
    """A number in [0, 1) for each position, always the same for the same document."""

    def chance(position: int) -> float:
        digest = hashlib.sha256(f"{seed}:{position}".encode()).digest()
        return int.from_bytes(digest[:4]) / 2**32

    return chance


def _commas_after_speakers(
    document: Mapping[str, Any], comma: str, chance: Callable[[int], float]
) -> list[Edit]:
    text = document["text"]
    found = set()
    for entry in document["attributions"]:
        if len(entry["source"]) != 1 or not entry["cue"] or not entry["content"]:
            continue
        end = entry["source"][0][1]
        first = entry["content"][0][0]
        if entry["cue"][0][0] < end <= first and text[end : end + 1] == " ":
            found.add(end)
    return [Edit(end, end, comma) for end in sorted(found) if chance(end) < 0.5]


def _commas_before_cues(
    document: Mapping[str, Any], comma: str, chance: Callable[[int], float]
) -> list[Edit]:
    text = document["text"]
    found = set()
    for entry in document["attributions"]:
        if entry["cue"]:
            start = entry["cue"][0][0]
            if text[max(0, start - 2) : start] == f"{comma} ":
                found.add(start - 2)
    return [Edit(at, at + 1, "") for at in sorted(found) if chance(at) < 0.4]


def _other_quotation_marks(text: str, chance: Callable[[int], float]) -> list[Edit]:
    opening, closing = _STYLES[int(chance(-1) * len(_STYLES))]
    marks = {"«": opening, "»": closing, "“": opening, "”": closing}
    return [Edit(i, i + 1, marks[c]) for i, c in enumerate(text) if c in marks]


def _apply(document: Mapping[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    text = document["text"]
    pieces: list[str] = []
    moved = [0] * (len(text) + 1)  # where each old position lies now
    done = length = 0
    for edit in sorted(edits):
        for position in range(done, edit.start + 1):
            moved[position] = length + position - done
        pieces += [text[done : edit.start], edit.text]
        length += edit.start - done + len(edit.text)
        for position in range(edit.start + 1, edit.end + 1):
            moved[position] = length
        done = edit.end
    for position in range(done + (done > 0), len(text) + 1):
        moved[position] = length + position - done
    pieces.append(text[done:])

    def shift(spans: Sequence[Sequence[int]]) -> list[list[int]]:
        return [[moved[start], moved[end]] for start, end in spans]

    varied = dict(document) | {"text": "".join(pieces)}
    for name in ("sentences", "headings", "boilerplate"):
        varied[name] = shift(document.get(name, ()))
    varied["attributions"] = [
        dict(entry) | {name: shift(entry[name]) for name in _SPANS if name in entry}
        for entry in document["attributions"]
    ]
    return varied
