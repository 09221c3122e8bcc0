"""Interviews and hearings printed line by line: "القاضي: ...", "المتهم: ...".

The sequence models hardly meet such lines, so they are read by rule: a page on which lines begin
with the same labels and a colon again and again, one of which is known as somebody.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from claims.attribution.outlets import is_same_medium
from claims.attribution.relations import PageWords, Relation, to_the_end, without_final_marks
from claims.attribution.text import Span

RULE = "rule:dialogue"
_SURE = 0.9  # that such a line is its speaker's, on the composed articles
_LONGEST, _FEWEST_LINES = 4, 2  # words of a label; lines that begin with it


class _Line(NamedTuple):
    """A sentence that begins with a label and a colon."""

    sentence: int
    label: tuple[str, ...]  # its words, folded
    colon: int  # the token


def with_dialogue(
    page: PageWords, relations: Sequence[Relation], outlet: str | None
) -> list[Relation]:
    """The relations of a page, each line of a dialogue its speaker's; no line is the outlet's.

    Languages with capitals have rules of their own for what stands before a colon.
    """
    lines = list(_lines(page))
    if not lines or page.sentences[0].language.has_capitals:
        return list(relations)
    often = Counter(line.label for line in lines)
    lines = [line for line in lines if often[line.label] >= _FEWEST_LINES]
    own = {line.label for line in lines if is_same_medium(" ".join(line.label), outlet)}
    speakers = _speakers(page, relations, {line.sentence for line in lines})
    if not any(line.label in own or _is_somebody(line, page, speakers) for line in lines):
        return list(relations)  # a table
    found = list(relations)
    for line in lines:
        colon = page.sentences[line.sentence].tokens[line.colon]
        cue = (Span(colon.start, colon.end),)
        found = [one for one in found if one.cue != cue]
        if line.label not in own:
            found.append(_said_in(page, line, cue))
    return sorted(found, key=lambda one: (one.sentence, (one.cue or one.content)[0].start))


def _lines(page: PageWords) -> Iterator[_Line]:
    for number, sentence in enumerate(page.sentences):
        start = sentence.span.start
        if ":" not in sentence.norms[1 : _LONGEST + 1]:
            continue
        if sentence.is_heading or (start and "\n" not in page.text[max(0, start - 3) : start]):
            continue
        for index, token in enumerate(sentence.tokens[: _LONGEST + 1]):
            if token.text == ":":
                if 0 < index < len(sentence.tokens) - 1:
                    label = tuple(word.norm for word in sentence.tokens[:index])
                    yield _Line(number, label, index)
                break
            if not token.text[0].isalpha():
                break


def _speakers(
    page: PageWords, relations: Sequence[Relation], without: set[int]
) -> list[frozenset[str]]:
    """The words of each source that the page has outside the dialogue."""
    return [
        frozenset(
            token.norm
            for token in page.sentences[relation.sentence].tokens
            if any(span.start <= token.start < span.end for span in relation.source)
        )
        for relation in relations
        if relation.source and relation.sentence not in without
    ]


def _is_somebody(line: _Line, page: PageWords, speakers: Sequence[frozenset[str]]) -> bool:
    """Does the page quote this name elsewhere, or is it an office or a given name?"""
    classes = page.sentences[line.sentence].language.classes_of(line.label[0])
    if "role" in classes or "given_name" in classes:
        return True
    return any(words.issuperset(line.label) for words in speakers)


def _said_in(page: PageWords, line: _Line, cue: tuple[Span, ...]) -> Relation:
    sentence = page.sentences[line.sentence]
    spans = (Span(sentence.tokens[line.colon + 1].start, sentence.span.end),)
    whole = to_the_end(page.text, spans, sentence, page.quotations)
    return Relation(
        sentence=line.sentence,
        source=(sentence.span_of(0, line.colon - 1),),
        cue=cue,
        content=without_final_marks(page.text, whole),
        reading=None,
        rule=RULE,
        confidence=_SURE,
    )
