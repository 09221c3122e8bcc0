"""Tell an article's own lines from the page debris pasted around them.

Debris is what a page shows beside the article: breadcrumb, second copies of the headline, bylines
and date lines, captions, related links, tags, share buttons, comment forms, notices, an agency's
closing marks. It is never a sentence and never a claim. The rules read one line at a time and
where it stands (before, inside or after the body); they would rather let a line of debris through
than lose a sentence of the article.
Source: rules 1 and 2 of the corpus guideline; page_phrases.py has the wording.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from claims.attribution import page_phrases
from claims.attribution.segmentation import segment
from claims.attribution.text import Span, merge_spans, normalise, trim

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_FINISHED = re.compile(r"[.!?…;:\"')\]]\Z")
_FULL_STOP, _STOPS = (".", "…"), (".", "!", "?", "…")
_CLOSING = "\"')]"
_LIST_ITEM = re.compile(r"(?:[•▪●*-]|\d{1,2}[.)-])\s")
_BRACKETED = re.compile(r"\(([^()]*)\)\Z|\[([^\[\]]*)\]\Z")
_CRUMB = re.compile(r"\s+(?:[»«›‹>|◄►•·≫☰/]|::)\s+")
_PLACE_AND_DESK = re.compile(
    r"(?P<place>.{2,40}?)(?:\s+(?P<dash>[-/|])+\s*|\s*(?P<late>[-/|])+\s+|\s?:\s+)(?P<desk>.{2,60})\Z"
)
_BODY_WORDS = 8
_LONG_LINE_WORDS = 30
_QUESTION_WORDS = 16  # a shorter line that ends in a question mark may be a headline
_TITLE_WORDS = 24
_DEBRIS_WORDS = 30
_LINK_WORDS = 12


def _ends_with(text: str, marks: tuple[str, ...]) -> bool:
    """Is one of these marks the last, but for what closes a quotation or a bracket?"""
    return text.rstrip(_CLOSING).endswith(marks)


@dataclass(slots=True)
class Line:
    """One line that is not empty, and what is known of it so far."""

    span: Span
    raw: str
    folded: str
    size: int  # words
    new_paragraph: bool  # an empty line stands before it
    is_debris: bool = False
    is_heading: bool = False

    @property
    def is_stopped(self) -> bool:
        return _ends_with(self.folded, _STOPS)

    @property
    def is_prose(self) -> bool:
        if self.is_debris or self.size < _BODY_WORDS:
            return False
        return (
            _ends_with(self.folded, _FULL_STOP)
            or (self.size >= _QUESTION_WORDS and self.is_stopped)
            or self.size >= _LONG_LINE_WORDS
        )


class PageParts(NamedTuple):
    """What of a page is not running text; both in text order."""

    boilerplate: tuple[Span, ...]
    headings: tuple[Span, ...]


def find_page_parts(text: str, *, outlet: str | None = None) -> PageParts:
    """Find the debris and the headings of a page pasted as plain text, line by line.

    Outlet, where known, is the publisher's name; it helps with lines such as "Beirut - Al-Akhbar".
    Returns spans of whole lines; neighbouring lines of debris make one span.
    """
    lines = _read_lines(text)
    outlet_folded = normalise(outlet).text.strip() if outlet else ""
    for line in lines:
        line.is_debris = _has_debris_wording(line)
    prose = [number for number, line in enumerate(lines) if line.is_prose] or [
        number
        for number, line in enumerate(lines)
        if not line.is_debris and _ends_with(line.folded, _FULL_STOP)
    ]
    if prose and len(lines) > 1:
        _mark_links_under_labels(lines)
        _mark_repeats(lines, prose[0])
        _mark_before_body(lines[: prose[0]], outlet_folded)
        _mark_inside_body(lines, prose[0], prose[-1])
        _mark_after_body(lines[prose[-1] + 1 :], enough_prose=len(prose) > 1)
    debris = [line.span for line in lines if line.is_debris]
    debris += [tail for line in lines if (tail := _debris_at_line_end(line))]
    headings = [line.span for line in lines if line.is_heading and not line.is_debris]
    return PageParts(
        tuple(merge_spans(text, debris)),
        tuple(
            Span(span.start + sentence.start, span.start + sentence.end)
            for span in headings
            for sentence in segment(span.of(text))
        ),
    )


def _debris_at_line_end(line: Line) -> Span | None:
    """Tags and links that lost their own line and run on after the last full stop."""
    if line.is_debris:
        return None
    match = page_phrases.AT_LINE_END.search(line.folded)
    if not match:
        return None
    start = normalise(line.raw).original(match.start("debris"), match.end("debris")).start
    return Span(line.span.start + start, line.span.end)


def _read_lines(text: str) -> list[Line]:
    lines: list[Line] = []
    end = 0
    for match in _LINE.finditer(text):
        span = trim(text, *match.span())
        if span.start == span.end:
            continue
        raw = span.of(text)
        folded = normalise(raw.replace(" ـ ", " - ")).text  # a tatweel stands in for the dash
        gap = text.count("\n", end, span.start) > 1
        lines.append(Line(span, raw, folded, len(folded.split()), gap))
        end = span.end
    return lines


def _has_debris_wording(line: Line) -> bool:
    """Debris wherever it stands, by its wording alone."""
    if line.size > _DEBRIS_WORDS:
        return False
    folded = line.folded
    if page_phrases.ALWAYS.match(folded) or page_phrases.is_debris_anywhere(folded):
        return True
    if page_phrases.CAPTION_LABEL.match(folded):
        return True
    if not line.is_stopped and page_phrases.is_caption(folded):
        return True
    if line.size <= 14 and page_phrases.BYLINE.match(line.raw):
        return True
    if page_phrases.is_date_line(folded):
        return True
    bracketed = _BRACKETED.match(folded)
    if bracketed and not _ends_with((bracketed[1] or bracketed[2] or "").strip(), _STOPS):
        return line.size <= 15
    return not any(character.isalpha() for character in folded)


def _mark_links_under_labels(lines: list[Line]) -> None:
    """Headlines listed under a bare "Read also" are links too, up to the next paragraph."""
    under_label = False
    for line in lines:
        if page_phrases.BARE_LABEL.match(line.folded):
            under_label = True
        elif line.new_paragraph or line.is_stopped:
            under_label = False
        elif under_label:
            line.is_debris = True


def _mark_repeats(lines: list[Line], first_prose: int) -> None:
    """A headline shown twice is a heading once; a caption shown twice is debris both times."""
    counts = Counter(line.folded for line in lines if not line.is_stopped)
    seen = Counter[str]()
    for number, line in enumerate(lines):
        times = counts[line.folded]
        if times < 2 or line.size < 3:
            continue
        seen[line.folded] += 1
        in_head = number < first_prose
        line.is_debris |= seen[line.folded] < times if in_head else True


def _mark_before_body(head: list[Line], outlet: str) -> None:
    """Breadcrumb, section names, copies of the title and the byline; what is left are headings."""
    for line in head:
        line.is_debris |= _is_breadcrumb(line, head) or page_phrases.is_dated_byline(line.folded)
    titles = [line for line in head if not line.is_debris and line.size <= _TITLE_WORDS]
    longest = max((line.size for line in titles), default=0)
    for number, line in enumerate(titles):
        is_last = number + 1 == len(titles)
        if any(_is_copy_with_site_name(line.folded, other.folded) for other in titles) or (
            _is_place_and_desk(line, outlet)
            and (number > 0 or (not is_last and line.size <= 4 < longest))
        ):
            line.is_debris = True
        elif number == 0 and not is_last and line.size <= 2 < longest and not line.is_stopped:
            line.is_debris = True  # a section name above the headline
        elif not _ends_with(line.folded, _FULL_STOP) or number == 0:
            line.is_heading = not _LIST_ITEM.match(line.folded)


def _is_breadcrumb(line: Line, head: list[Line]) -> bool:
    if page_phrases.HOME.match(line.folded):
        return True
    raw = line.raw
    if " « " in raw and " » " in raw + " ":  # French quotation marks, not arrows
        raw = raw.replace("«", "").replace("»", "")
    pieces = [piece.strip() for piece in _CRUMB.split(raw) if piece.strip()]
    if line.is_stopped or len(pieces) < 2:
        return len(pieces) == 1 and raw[0] in "◄►☰"
    if max(len(piece.split()) for piece in pieces[:-1]) > 4:
        return False
    last = normalise(pieces[-1]).text
    return len(last.split()) <= 4 or len(pieces) > 3 or any(last == other.folded for other in head)


def _is_copy_with_site_name(line: str, title: str) -> bool:
    """'<title> - <site>', as a page's title element has it."""
    return (
        len(title) > 12
        and line.startswith(title)
        and line[len(title) :].lstrip()[:1] in "-|"
        and len(line) > len(title)
    )


def _is_place_and_desk(line: Line, outlet: str) -> bool:
    """'Beirut - Nadia Halabi', 'Sanaa: «Al-Mithaq»': who wrote from where, under the headline."""
    if line.size > 8 or line.is_stopped:
        return False
    if outlet and outlet in line.folded:
        return True
    match = _PLACE_AND_DESK.match(line.folded)
    if not match or len(match["place"].split()) > 3:
        return False
    if match["dash"] or match["late"]:
        return not page_phrases.CLAUSE_WORD.search(line.folded)
    return (
        len(match["desk"].split()) <= 3
        and len(match["place"].split()) <= 2
        and not page_phrases.CLAUSE_WORD.search(line.folded)
    )


def _mark_inside_body(lines: list[Line], first: int, last: int) -> None:
    """Between prose: lone lines without a full stop are headings, pairs of them captions."""
    by_paragraphs = sum(line.new_paragraph for line in lines) * 2 > len(lines)
    number = first + 1
    while number < last:
        end = number
        while end < last and not lines[end].is_stopped and not lines[end].is_prose:
            end += 1
            if end < last and lines[end].new_paragraph:
                break
        block = lines[number:end]
        if len(block) > 1 and by_paragraphs and not _is_list(lines, number, end):
            for line in block:
                line.is_debris |= line.size <= _TITLE_WORDS
        elif len(block) == 1 and _looks_like_heading(lines, number):
            block[0].is_heading = True
        number = max(end, number + 1)


def _is_list(lines: list[Line], start: int, end: int) -> bool:
    intro = lines[start - 1].folded
    return intro.endswith(":") or any(
        _LIST_ITEM.match(line.folded) or line.folded[-1] in ":,;" for line in lines[start:end]
    )


def _looks_like_heading(lines: list[Line], number: int) -> bool:
    line = lines[number]
    return (
        not line.is_debris
        and line.size <= 14
        and line.folded[-1] not in ":,;-"
        and not _LIST_ITEM.match(line.folded)
        and not lines[number - 1].folded.endswith((":", ","))
        and (line.new_paragraph or not lines[number + 1].new_paragraph)
    )


def _mark_after_body(tail: list[Line], *, enough_prose: bool) -> None:
    """After the last prose: everything below the first debris, and short lines without a stop;
    items of a list only below a label of links ("Most read")."""
    below_debris = below_label = False
    for line in tail:
        below_debris |= line.is_debris
        below_label |= page_phrases.BARE_LABEL.match(line.folded) is not None
        may_have_colon = below_debris or ": " not in line.folded
        unfinished = (
            line.size <= _LINK_WORDS and may_have_colon and _FINISHED.search(line.folded) is None
        )
        may_be = below_label or not _LIST_ITEM.match(line.folded)
        if not line.is_debris and enough_prose and may_be:
            is_apart = line.new_paragraph or line.size == 1  # an agency's name
            line.is_debris = unfinished and (below_debris or is_apart)
