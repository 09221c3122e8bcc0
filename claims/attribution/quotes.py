"""Pair quotation marks as people type them: with the wrong glyph, nested, or never closed.

A mark is opening or closing by where it stands, and only then by its glyph: “فاغنر“ closes with an
opening glyph, ”الهلال” opens with a closing one, and straight marks have no direction at all.
Guillemets keep their direction, since typing them is deliberate.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from claims.attribution.text import INVISIBLE, TATWEEL, Span

_PARAGRAPH = re.compile(r"[^\n\r\u2028\u2029]+")
_MARK = re.compile(r"''|``|’’|‘‘|[\"“”„‟«»‹›‘’‚'＂〝〞]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_DOUBLE_MARK = re.compile('["“”„‟»«]')
_DEEPEST = 4
_PARAGRAPHS_AHEAD = 4
_FARTHEST = 1200  # code points

_SINGLE = "‘’‚'"
_FAMILY = {"«": "«", "»": "«", "‹": "‹", "›": "‹"} | dict.fromkeys(_SINGLE, "'")
_OPENING_GLYPHS = "“„‟‘‚«‹〝``"
_BEFORE_OPENING = "([{-–—/:،؛,;=" + TATWEEL
_AFTER_CLOSING = ")]}.,;:!?؟،؛…-–—/%"


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two marks, the marks included; unclosed ones end with their paragraph."""

    start: int
    end: int
    depth: int  # 0: not inside another quotation
    is_closed: bool
    continues: bool  # the next paragraph, or sentence, begins with another opening mark

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def find_quotations(text: str) -> list[Quotation]:
    """Find all quotations of a text, ordered by start; nested ones follow the one they are in."""
    found: list[Quotation] = []
    paragraphs = [match.span() for match in _PARAGRAPH.finditer(text)]
    reach = -1  # the end of a quotation that was closed in a later paragraph
    for number, (start, end) in enumerate(paragraphs):
        following = text[slice(*paragraphs[number + 1])] if number + 1 < len(paragraphs) else ""
        continues = following.lstrip()[:1] in tuple('“"«„”')
        for quotation in _pair(text, start, end, continues=continues):
            is_inside = quotation.start < reach
            if is_inside and quotation.end > reach:
                continue  # its mark belongs to the one around it
            if quotation.is_closed or quotation.depth or quotation.continues or is_inside:
                depth = quotation.depth + is_inside
                found.append(replace(quotation, depth=depth) if is_inside else quotation)
                continue
            closing = _closed_later(text, paragraphs[number + 1 : number + 1 + _PARAGRAPHS_AHEAD])
            reach = closing or quotation.end
            found.append(replace(quotation, end=reach, is_closed=closing is not None))
    return sorted(found, key=lambda quotation: (quotation.start, -quotation.end))


def _closed_later(text: str, paragraphs: list[tuple[int, int]]) -> int | None:
    """Where a quotation ends that goes on over paragraphs without a mark at their beginnings."""
    for start, end in paragraphs:
        match = _DOUBLE_MARK.search(text, start, min(end, start + _FARTHEST))
        if match is None:
            if end - start > _FARTHEST:
                return None
            continue
        before = _visible(text, match.start() - 1, -1, start, end)
        after = _visible(text, match.end(), 1, start, end)
        closes = bool(before) and not before.isspace() and before not in _BEFORE_OPENING
        return match.end() if closes and not after.isalnum() else None
    return None


def quotation_at(quotations: list[Quotation], position: int) -> Quotation | None:
    """The outermost quotation that covers a position, if any. Quotations as find_quotations
    gives them."""
    index = bisect_right(quotations, position, key=lambda quotation: quotation.start) - 1
    while index >= 0:
        quotation = quotations[index]
        if quotation.depth == 0:
            return quotation if quotation.end > position else None
        index -= 1
    return None


def _pair(text: str, start: int, end: int, *, continues: bool) -> list[Quotation]:
    open_marks: list[tuple[int, str]] = []  # where, and of which family
    found: list[Quotation] = []
    for match in _MARK.finditer(text, start, end):
        family = _FAMILY.get(match[0], '"')
        if family == "'" and not _is_single_mark(text, match, end, open_marks):
            continue
        families = [opened for _, opened in open_marks]
        if _opens(text, match, start, end, families):
            if len(open_marks) == 1 and (last := _opened_again(text, match, open_marks[0][0])):
                found.append(Quotation(open_marks.pop()[0], last, 0, False, True))
            if len(open_marks) < _DEEPEST:
                open_marks.append((match.start(), family))
            continue
        level = _matching(families, family, match[0])
        if level is None:
            continue
        for depth in range(level, len(open_marks)):
            closed = depth == level
            found.append(Quotation(open_marks[depth][0], match.end(), depth, closed, False))
        del open_marks[level:]
    for depth, (position, family) in enumerate(open_marks):
        if family != "'":
            found.append(Quotation(position, end, depth, False, continues))
    return found


def _opened_again(text: str, match: re.Match[str], opening: int) -> int | None:
    """Where a quotation pauses that is opened once more without having been closed.

    Papers open each paragraph of a long speech; where the paragraphs were joined, a sentence: "One.
    "Two," she said. A mark inside a quotation would be of another kind.
    """
    glyph, position = match[0], match.start()
    if glyph not in '"“' or not text.startswith(glyph, opening):
        return None
    last = position
    while last > opening and text[last - 1].isspace():
        last -= 1
    return last if last < position and text[last - 1] in ".!?" else None


def _matching(families: list[str], family: str, glyph: str) -> int | None:
    """Which of the open marks this one closes: the innermost of its family."""
    for level in range(len(families) - 1, -1, -1):
        if families[level] == family:
            return level
    if glyph == "»" and '"' in families:  # opened with another glyph
        return len(families) - 1 - families[::-1].index('"')
    if family == '"' and "«" in families:  # «...“
        return len(families) - 1 - families[::-1].index("«")
    return None


def _opens(text: str, match: re.Match[str], start: int, end: int, families: list[str]) -> bool:
    glyph = match[0]
    if glyph in "«‹":
        return True
    if glyph in "»›":
        return False
    before = _visible(text, match.start() - 1, -1, start, end)
    after = _visible(text, match.end(), 1, start, end)
    may_open = (
        before.isspace() or not before or before in _BEFORE_OPENING or before in _OPENING_GLYPHS
    )
    may_close = after.isspace() or not after or after in _AFTER_CLOSING or after in "»”’\"'›"
    if may_open and not may_close:
        return True
    is_open = _FAMILY.get(glyph, '"') in families
    if may_close and not may_open:
        return False
    return not is_open


def _visible(text: str, position: int, step: int, start: int, end: int) -> str:
    while start <= position < end:
        if not _INVISIBLE.match(text[position]):
            return text[position]
        position += step
    return ""


def _is_single_mark(
    text: str, match: re.Match[str], end: int, open_marks: list[tuple[int, str]]
) -> bool:
    """A single mark, and not an apostrophe (don't, the workers' rights, l'État)?"""
    position = match.start()
    before = text[position - 1] if position else ""
    after = text[position + 1] if position + 1 < end else ""
    if before.isalnum() and after.isalnum():
        return False
    is_open = any(family == "'" for _, family in open_marks)
    if after.isalnum() or (after and after in '“"[('):
        if before.isalnum():
            return False
        return not is_open and _closes_later(text, match.end(), end)
    if not is_open:
        return False
    # Of several candidates the one after punctuation, or the last, closes the quotation.
    return not (before == "s" and after == " " and _closes_later(text, match.end(), end))


_SINGLE_CLOSING = re.compile(r"(?<=[\w.,!?…»”\")])['’](?!\w)|['‘](?=\w)(?<!\w['‘])")
_SINGLE_REACH = 600


def _closes_later(text: str, start: int, end: int) -> bool:
    match = _SINGLE_CLOSING.search(text, start, min(end, start + _SINGLE_REACH))
    return match is not None and not text[match.end() : match.end() + 1].isalnum()
