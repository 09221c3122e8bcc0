"""Speech in relative clauses: 'Ann Lee, who said', 'what critics call', 'police say is'."""

from claims.attribution.languages.base import Cue
from claims.attribution.languages.svo.clause import Clause, Group
from claims.attribution.languages.svo.endings import end_of_content
from claims.attribution.languages.svo.landmarks import skip_addressee
from claims.attribution.languages.svo.main_verb import before_main_verb


def is_relative_of(clause: Clause, index: int, reading: Cue) -> bool:
    """'Ann Lee, who said', 'a letter that said': a noun phrase before it speaks."""
    if clause.is_(index, "relative"):
        return True
    of_noun = clause.is_(index, "that") and clause.is_word(index - 1)
    of_noun = of_noun and not clause.is_quoted(index) and reading.form != "base"
    return of_noun and "x" not in reading.frames and not clause.is_verb_like(index - 1)


def closes_relative(clause: Clause, comma: int) -> bool:
    """'Ann Lee, who is also a minister, said': is the verb after a relative clause's comma?"""
    if clause.norm(comma) != ",":
        return False
    opening = next((k for k in range(comma - 1, clause.start, -1) if clause.norm(k) == ","), 0)
    return clause.is_(opening + 1, "relative") and opening > 0


def inside_aside(
    clause: Clause, relative: int, right: tuple[int, int, str]
) -> tuple[int, int, str]:
    """'Hall, which had said it would appeal, instead agreed': up to the comma before its verb."""
    first, last, rule = right
    if clause.norm(relative - 1) != ",":
        return right
    for index in range(first + 1, last):
        after_quote = clause.closes_after_comma(index)
        if after_quote or (clause.norm(index) == "," and not clause.is_quoted(index)):
            verb = index + 1
            while clause.is_(verb, "adverb"):
                verb += 1
            if clause.is_verb_like(verb) or clause.is_strong_verb(verb, "base"):
                return first, index if after_quote else index - 1, rule
    return right


def called_in_relative(
    clause: Clause, subject: tuple[int, int], group: Group, reading: Cue
) -> tuple[int, int] | None:
    """'what critics call a whitewash', 'the plan, which he described as “silly,”': the name."""
    if reading.frames.isdisjoint(("so", "as")):
        return None
    if clause.norm(subject[0] - 1) not in clause.members("relative_object"):
        return None
    first = group.last + 1
    named = clause.opens_quote(first) or clause.is_(first, "indefinite", "possessive")
    what = clause.is_(subject[0] - 1, "wh_of_fact") and clause.starts_noun_phrase(first)
    so = "so" in reading.frames and (named or what)
    if not so and not ("as" in reading.frames and clause.is_(first, "as")):
        return None
    last = end_of_content(clause, first, nominal=True)
    for index in range(first, last):
        if clause.closes_quote(index):
            return first, index
        if clause.norm(index) == "," and not clause.is_quoted(index):
            return first, index - 1
    return first, before_main_verb(clause, first, last, nominal=True)


def verb_after_relative(
    clause: Clause, subject: tuple[int, int], group: Group, reading: Cue
) -> tuple[int, int, str] | None:
    """'its constitution, which it says contains claims'."""
    contact = _follows_noun(clause, subject) and clause.is_(group.last + 1, "auxiliary")
    if not clause.is_(subject[0] - 1, "relative", "that") and not contact:
        return None
    if "x" in reading.frames and not clause.is_(subject[0], "pronoun"):
        return None  # "that recent emission rules have"
    at = skip_addressee(clause, group.last + 1) if "o" in reading.frames else group.last + 1
    if not clause.is_verb_like(at):
        return None
    last = end_of_content(clause, at)
    if clause.norm(subject[0] - 2) == ",":
        commas = (k for k in range(at, last) if clause.norm(k) == "," and not clause.is_quoted(k))
        last = next(commas, last + 1) - 1
    else:
        verb = at
        while clause.is_(verb + 1, "auxiliary", "adverb", "negation"):
            verb += 1
        last = before_main_verb(clause, verb, last, nominal=True)
    return at, last, "relative clause"


def _follows_noun(clause: Clause, subject: tuple[int, int]) -> bool:
    """'the damage they say is lasting': a pronoun right after what it speaks of."""
    before = subject[0] - 1
    pronoun = clause.norm(subject[0]) in clause.members("only_subject")
    noun = clause.is_word(before) and clause.is_noun_end(before)
    return pronoun and noun and before > clause.start and not clause.is_(before, "adverb", "time")
