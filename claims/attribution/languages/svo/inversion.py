"""The reported matter before its cue: '..., said X', '..., X said', 'A, X said, B'."""

from claims.attribution.languages.base import Cue, FoundCue
from claims.attribution.languages.svo.clause import LINKS, Clause, Draft, Group, has_verb
from claims.attribution.languages.svo.endings import end_of_content, names_channel
from claims.attribution.languages.svo.openings import content_after, whole_content
from claims.attribution.languages.svo.subjects import subject_before
from claims.attribution.languages.svo.subjects_after import subject_after

_SPEAKERS = ("role", "anonymous", "government_body", "organisation", "media_outlet", "document")
_SHORTEST_CLAUSE = 6  # tokens; of a shorter stretch without a known verb one can't be sure


def read_inverted(
    clause: Clause, found: FoundCue, reading: Cue, group: Group, cue: list[tuple[int, int]]
) -> Draft | None:
    """`"...," said X`: the reported matter stands right before the verb, its subject after it."""
    if not reading.frames & {"q", "c"}:
        return None
    before = group.edge - 1
    comma = clause.norm(before) == ","
    quoted = clause.is_quoted(before) and clause.is_quote_mark(before)
    quoted |= comma and clause.is_quote_mark(before - 1)
    stops = quoted or comma or clause.norm(before) in ("?", "!")
    if not (comma if clause.is_quoted(found.first) else stops):
        return None
    subject, end = _inverted_subject(clause, found.last + 1, group)
    content = left_content(clause, before)
    if subject is None or content is None or _begins_with_participle(clause, content[0]):
        return None
    if reading.form == "base" and clause.is_verb_like(end):
        return None  # '"...," state officials said'
    if not quoted and not _inverts_without_quotes(
        clause, reading, group, subject=subject, content=content, end=end
    ):
        return None
    rest = second_piece(clause, end, [content])
    return Draft(clause, subject, cue, [content, *rest], reading, "inverted")


def read_opening(
    clause: Clause, reading: Cue, group: Group, cue: list[tuple[int, int]]
) -> Draft | None:
    """'Says Ann Reed, a broker: “...”': verb and speaker before a colon."""
    subject = subject_after(clause, group.last + 1)
    if subject is None or clause.norm(subject[1] + 1) != ":" or not reading.frames & {"q", "c"}:
        return None
    content = whole_content(clause, subject[1] + 2, "colon")
    return content and Draft(clause, subject, cue, [content[:2]], reading, content[2])


def _inverted_subject(
    clause: Clause, after: int, group: Group
) -> tuple[tuple[int, int] | None, int]:
    """The subject after the verb, or inside it (a-t-il dit), and where the clause goes on."""
    if group.inverted is not None:
        return (group.inverted, group.inverted), after
    if clause.norm(after) in LINKS and clause.is_(after + 1, "pronoun"):
        after += 1
    subject = subject_after(clause, after, whole=True)
    return subject, subject[1] + 1 if subject else after


def _inverts_without_quotes(
    clause: Clause,
    reading: Cue,
    group: Group,
    *,
    subject: tuple[int, int],
    content: tuple[int, int],
    end: int,
) -> bool:
    """Without quotation marks 'A, said X' is rare, and 'X, 26, denied A' looks the same."""
    if "c" in reading.frames and _interrupts(clause, group, subject, end):
        return True
    if reading.form == "base" or "x" in reading.frames or "c" not in reading.frames:
        return False
    if "o" in reading.frames:  # "He left after Lee, in a letter, told the judge that"
        return False
    if clause.is_(subject[0], "that") or clause.is_verb_like(end):
        return False
    words = range(subject[0], subject[1] + 1)
    if clause.is_(subject[0], "indefinite") and not any(
        clause.is_capital(k) or clause.is_(k, *_SPEAKERS) for k in words
    ):
        return False  # "He went home, then declared an end to the strike"
    speaker = subject_before(clause, group.edge)
    if speaker and (clause.closes_quote(speaker[0] - 1) or speaker[0] == content[0]):
        return False
    quote_follows = clause.norm(end) == "," and clause.opens_quote(end + 1)
    if quote_follows or has_verb(clause, *content):
        return True
    return speaker is None and content[0] <= clause.start + 1


def _interrupts(clause: Clause, group: Group, subject: tuple[int, int], end: int) -> bool:
    """'The decline, says Mr. Lee, reflects ...', 'Sales fell, said Mr. Lee.': no participle."""
    speaker = subject_before(clause, group.edge)
    opens = speaker is not None and speaker[0] <= clause.start
    if speaker and opens and any(clause.norm(k) == "," for k in range(*speaker)):
        return False  # "Ann Lee, a nurse, says her doctor, ..., left"
    says = clause.norm(group.last)
    if not (says in ("said", "say") or says.endswith("s")) or clause.is_(subject[0], "time"):
        return False
    if clause.norm(end) == ",":
        return clause.is_verb_like(end + 1) or clause.opens_quote(end + 1)
    return clause.norm(end) in (".", "") and clause.is_capital(subject[0])


def _begins_with_participle(clause: Clause, index: int) -> bool:
    """'Asked whether ..., he demurred': the question is not his."""
    return any(
        cue.kind == "verb" and cue.form in ("participle", "ing")
        for cue in clause.language.cues.get(clause.norm(index), ())
    )


def left_content(clause: Clause, boundary: int) -> tuple[int, int] | None:
    """From the start of the sentence, or of the quotation, to the comma or mark at `boundary`."""
    last = boundary
    while last > clause.start and clause.norm(last) == ",":
        last -= 1
    first = clause.start
    for index in range(last - 1, clause.start, -1):
        if clause.norm(index) in (";", ":") and not clause.is_quoted(index):
            first = index + 1
            break
    base = clause.quote[last]
    if base and clause.is_quote_mark(last):
        opening = last
        while opening > clause.start and clause.quote[opening - 1] == base:
            opening -= 1
        if opening - first <= 2 or clause.norm(opening - 1) == ":":
            first = opening
    while (
        clause.is_(first, "conjunction", "contrast")
        and not clause.is_quoted(first)
        and first < last
    ):
        first += 1
    return (first, last) if last >= first else None


def content_before(
    clause: Clause, subject: tuple[int, int] | None, group: Group, reading: Cue
) -> tuple[list[tuple[int, int]], str] | None:
    """`..., the union said.`: the matter stands before the subject, nothing after the verb."""
    if subject is None or not reading.frames & {"q", "c", "n"}:
        return None
    boundary = subject[0] - 1
    closing_quote = (
        clause.is_quote_mark(boundary)
        and clause.is_quoted(boundary)
        and clause.quote[boundary] != clause.quote[subject[0]]
    )
    if boundary <= clause.start or not (closing_quote or clause.norm(boundary) in (",", "—", "-")):
        return None
    weak = "x" in reading.frames and not clause.is_(subject[0], "pronoun")
    weak = weak and not _ends_with_speaker(clause, subject, group)
    if not closing_quote and (not reading.frames & {"q", "c"} or (weak and not clause.is_heading)):
        return None
    quoted_left = closing_quote or (
        clause.norm(boundary) == "," and clause.is_quote_mark(boundary - 1)
    )
    if not quoted_left and _right_side_reports(clause, group.last + 1, reading):
        return None
    if quoted_left and clause.is_(group.last + 1, "that"):
        return None
    if (
        clause.norm(boundary) == ","
        and clause.is_(boundary - 1, "relative", "that", "conjunction", "subordinator")
        and not (boundary - 1 == clause.start and clause.norm(boundary - 1) == "that")
    ):
        rest = _after_comma(clause, group.last + 1)
        return ([rest], "parenthesis") if rest else None
    content = left_content(clause, boundary)
    if content and any(_begins_with_participle(clause, k) for k in (clause.start, content[0])):
        return None
    opens = content and not quoted_left and clause.is_(content[0], "time_clause")
    if content and opens and (has_verb(clause, *content) or clause.norm(group.last + 1) != ","):
        return None  # "Before the talks could resume, Mr. Lee weighed in."
    is_clause = quoted_left or clause.is_heading or content is None or has_verb(clause, *content)
    if content and not is_clause:
        adverbial = clause.is_(content[0], "preposition", "subordinator")
        short = content[1] - content[0] < _SHORTEST_CLAUSE
        more = second_piece(clause, group.last + 1, [content])
        if adverbial and more and clause.norm(group.last + 1) == ",":
            return (more if names_channel(clause, content[0]) else [content]), "parenthesis"
        if adverbial or (short and not more):
            return None
    return ([content], "postposed") if content else None


def _ends_with_speaker(clause: Clause, subject: tuple[int, int], group: Group) -> bool:
    """'..., federal prosecutors charged.': nothing is left that the verb could be about."""
    if clause.norm(group.last + 1) not in (".", ""):
        return False
    words = range(subject[0], subject[1] + 1)
    return any(clause.is_capital(k) or clause.is_(k, *_SPEAKERS) for k in words)


def _after_comma(clause: Clause, start: int) -> tuple[int, int] | None:
    """What goes on after '..., she said, ...'."""
    for index in range(start, min(start + 8, len(clause.tokens) - 1)):
        if clause.norm(index) == ",":
            return index + 1, end_of_content(clause, index + 1)
    return None


def _right_side_reports(clause: Clause, start: int, reading: Cue) -> bool:
    """Does something follow the verb that can be what it reports?"""
    if clause.norm(start) == "," and clause.opens_quote(start + 1):
        return not clause.is_(clause.start, "pronoun", "determiner")  # "It was, he said, “...”"
    if start >= len(clause.tokens) or clause.norm(start) in (",", ".", ";", "-", "?", "!", ")"):
        return False
    right = content_after(clause, start, reading)
    return right is not None and right[2] not in ("quote after addressee",)


def _is_half(clause: Clause, first: int, last: int) -> bool:
    """'If rates rise', 'To cut costs', 'Prices would': its main clause, or its verb, follows."""
    first += clause.norm(first) == "even"  # "Even though costs fell"
    if clause.is_(first, "subordinator", "infinitive_mark"):
        return True
    return clause.is_(last, "auxiliary", "modal")


def second_piece(
    clause: Clause, start: int, content: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """What goes on after the speaker: `"A," he said, "B"`, `His wife, he said, counted six`."""
    index = start
    limit = min(len(clause.tokens), start + 14)
    while index < limit and clause.norm(index) not in (",", ":", '"', "-", ";"):
        index += 1
    if index >= len(clause.tokens) or clause.norm(index) == ";":
        return []
    while index < limit and not (clause.is_quote_mark(index) and clause.is_quoted(index)):
        if clause.is_(index, "gerund_link") and clause.is_strong_verb(index + 1, "ing"):
            return []
        readings = clause.language.cues.get(clause.norm(index), ())
        if clause.is_strong_verb(index) or any(cue.form == "ing" for cue in readings):
            return []
        if clause.norm(index) in (",", ":", "-") and clause.is_quote_mark(index + 1):
            index += 1
            break
        if clause.norm(index) == "," and clause.is_(index + 1, "goes_on"):
            last = end_of_content(clause, index + 1)
            return [(index + 1, last)] if last > index + 1 else []
        half = index == start and bool(content) and _is_half(clause, *content[0])
        whole = not content or (has_verb(clause, *content[0]) and not half)
        if whole or clause.is_quoted(content[0][0]):
            index += 1
            continue
        if clause.norm(index) == ",":
            last = end_of_content(clause, index + 1)
            return [(index + 1, last)] if last > index + 1 else []
        return []
    pause = index == start or clause.norm(index - 1) in (",", ":", "-", "--")
    pause |= not (content and clause.is_quoted(content[0][0]))
    if pause and clause.is_quote_mark(index) and clause.is_quoted(index):
        return [(index, end_of_content(clause, index))]
    return []
