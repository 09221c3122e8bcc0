"""Sentences without a cue of their own that still belong to a source: rules, each a narrow one.

Lists after "three demands:", answers in an interview, and a sentence that takes up the very words
of a report by "these ...". When in doubt a sentence inherits nothing.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from claims.attribution.dialogue import RULE
from claims.attribution.relations import Relation
from claims.attribution.sentence import Sentence
from claims.attribution.text import Span

_BULLET = re.compile(r"\s*(?:[-–—•■□▪●*+<>◄►◀▶]|\d{1,2}\s*[-.)]|[سجQA]\s*[:/])\s*")
_QUESTION_ENDS = ("؟", "?")
_ECHO_WITHIN = 4  # words of a sentence among which the demonstrative stands
_FEWEST_QUESTIONS = 2


class Inherited(NamedTuple):
    """A sentence, and the relation whose source it inherits."""

    sentence: int
    relation: int
    rule: str


def find_inherited(
    text: str, sentences: Sequence[Sentence], relations: Sequence[Relation]
) -> list[Inherited]:
    """All sentences that inherit a source, in order; none of them has a cue of its own."""
    last_in: dict[int, int] = {}
    for number, relation in enumerate(relations):
        last_in[relation.sentence] = number
    covered = _covered_sentences(sentences, relations)
    found: dict[int, Inherited] = {}
    for one in (
        *_lists(text, sentences, last_in),
        *_answers(text, sentences, relations),
        *_dialogue(text, sentences, relations),
    ):
        if one.sentence not in covered:
            found.setdefault(one.sentence, one)
    for number in range(1, len(sentences)):
        before = last_in.get(number - 1)
        if number in covered or number in found or before is None:
            continue
        if _echoes(sentences[number], relations[before], sentences[number - 1]):
            found[number] = Inherited(number, before, "echo")
    return [found[number] for number in sorted(found)]


def after_bullet(text: str, span: Span) -> Span:
    """The sentence without the mark that makes it a line of a list or of an interview."""
    mark = _BULLET.match(text, span.start, span.end)
    return Span(mark.end(), span.end) if mark and mark.end() < span.end else span


def _covered_sentences(sentences: Sequence[Sentence], relations: Sequence[Relation]) -> set[int]:
    covered = {relation.sentence for relation in relations}
    for relation in relations:
        for span in relation.content:
            number = relation.sentence
            while number < len(sentences) and sentences[number].span.start < span.end:
                if sentences[number].span.end > span.start:
                    covered.add(number)
                number += 1
    return covered | {n for n, sentence in enumerate(sentences) if sentence.is_heading}


def _lists(text: str, sentences: Sequence[Sentence], last_in: dict[int, int]) -> list[Inherited]:
    """Lines with bullets or numbers after a reported sentence that ends with a colon."""
    found = []
    for number, relation in last_in.items():
        if not sentences[number].span.of(text).rstrip().endswith(":"):
            continue
        following = number + 1
        while following < len(sentences) and _BULLET.match(sentences[following].span.of(text)):
            found.append(Inherited(following, relation, "list"))
            following += 1
    return found


def _answers(
    text: str, sentences: Sequence[Sentence], relations: Sequence[Relation]
) -> list[Inherited]:
    """What follows the questions of an interview, if its headline says who is interviewed."""
    speaker = next(
        (
            number
            for number, relation in enumerate(relations)
            if relation.source and sentences[relation.sentence].is_heading
        ),
        None,
    )
    if speaker is None:
        return []
    questions = [
        number
        for number, sentence in enumerate(sentences)
        if _is_question(sentence.span.of(text)) and _starts_line(text, sentence.span.start)
    ]
    if len(questions) < _FEWEST_QUESTIONS:
        return []
    found = []
    for position, question in enumerate(questions):
        end = questions[position + 1] if position + 1 < len(questions) else question + 2
        for number in range(question + 1, min(end, len(sentences))):
            is_new_line = _starts_line(text, sentences[number].span.start)
            if (
                is_new_line
                and number > question + 1
                and not _is_answer(sentences[number].span.of(text))
            ):
                break
            if not sentences[number].span.of(text).rstrip().endswith(_QUESTION_ENDS):
                found.append(Inherited(number, speaker, "answer"))
    return found


def _dialogue(
    text: str, sentences: Sequence[Sentence], relations: Sequence[Relation]
) -> list[Inherited]:
    """The further sentences of a line that begins with its speaker."""
    found = []
    for relation, one in enumerate(relations):
        if one.rule != RULE:
            continue
        number = one.sentence + 1
        while number < len(sentences) and not _starts_line(text, sentences[number].span.start):
            found.append(Inherited(number, relation, "answer"))
            number += 1
    return found


def _is_question(words: str) -> bool:
    return words.rstrip().endswith(_QUESTION_ENDS) and _BULLET.match(words) is not None


def _is_answer(words: str) -> bool:
    return _BULLET.match(words) is not None and not _is_question(words)


def _starts_line(text: str, start: int) -> bool:
    return start == 0 or "\n" in text[max(0, start - 3) : start]


def _echoes(sentence: Sentence, relation: Relation, before: Sentence) -> bool:
    """ "وتشمل هذه الاهتمامات ...": a demonstrative, and a noun of the report before it."""
    language = sentence.language
    for index in range(min(_ECHO_WITHIN, len(sentence.tokens) - 1)):
        if "demonstrative" not in language.classes_of(sentence.tokens[index].norm):
            continue
        noun = _stem(sentence, index + 1)
        if len(noun) < 3:
            return False
        return any(
            _stem(before, number) == noun
            for number, token in enumerate(before.tokens)
            if any(span.start <= token.start < span.end for span in relation.content)
        )
    return False


def _stem(sentence: Sentence, index: int) -> str:
    language = sentence.language
    return language.bare_stem(sentence.tokens[index].norm)
