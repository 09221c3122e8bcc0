"""Where the reported matter begins, to the right of its cue."""

from collections.abc import Callable

from claims.attribution.languages.base import Cue
from claims.attribution.languages.svo.bare_clauses import bare_clause
from claims.attribution.languages.svo.clause import PREPOSITIONS, Clause
from claims.attribution.languages.svo.endings import end_of_content
from claims.attribution.languages.svo.landmarks import (
    find_class,
    find_infinitive,
    find_quote,
    find_that,
    find_to_say,
    is_infinitive,
    skip_addressee,
    skip_time,
)

_NEEDS_OBJECT = frozenset({"accuses", "criticises", "praises"})


Found = tuple[int, int, str]  # first and last token of the content, and the name of the rule
_NOTHING: Found = (-1, -1, "")  # a rule saw that nothing is reported; no other is asked


def content_after(clause: Clause, start: int, reading: Cue) -> Found | None:
    """The reported matter to the right of a cue, by the first rule that finds it."""
    if clause.is_(start, "time", "time_lead") and clause.norm(start + 1) != "'s":
        start = skip_time(clause, start)  # but "welcomed today's vote"
    if start >= len(clause.tokens):
        return None
    for rule in _RULES:
        found = rule(clause, start, reading)
        if found is not None:
            return None if found is _NOTHING else found
    return None


def _is_weak(reading: Cue) -> bool:
    return "x" in reading.frames


def _after_colon(clause: Clause, start: int, reading: Cue) -> Found | None:
    if clause.norm(start) != ":" or start + 1 >= len(clause.tokens):
        return None
    speaks = not _is_weak(reading) and reading.frames & {"c", "q", "w"}
    if clause.opens_quote(start + 1) or speaks:
        return whole_content(clause, start + 1, "colon")
    return _NOTHING


def _quotation(clause: Clause, start: int, reading: Cue) -> Found | None:
    first = start + 1 if clause.norm(start) == "," and clause.opens_quote(start + 1) else start
    frames = reading.frames
    names_only = "as" in frames and "q" not in frames  # a screen print called “Cowboys”
    if clause.opens_quote(first) and frames & {"c", "q", "n"} and not names_only:
        return whole_content(clause, first, "quote")
    return None


def _accused(clause: Clause, start: int, reading: Cue) -> Found | None:
    if "of" not in reading.frames or reading.cue_class != "accuses":
        return None
    charge = find_class(clause, start, "of", 14)
    if charge is not None and charge > start and clause.starts_noun_phrase(start):
        return whole_content(clause, start, "accused")
    return None


def _to_say(clause: Clause, start: int, reading: Cue) -> Found | None:
    say = find_to_say(clause, start)
    return None if say is None else content_after(clause, say + 1, reading) or _NOTHING


def _that_clause(clause: Clause, start: int, reading: Cue) -> Found | None:
    that = find_that(clause, start) if reading.frames & {"c", "that"} else None
    if that is None:
        return None
    hidden = any(clause.is_(k, "anonymity", "preposition") for k in range(that + 1, that + 4))
    if "that" in reading.frames and "c" not in reading.frames and hidden:
        return None  # "asked that his name not be used", "asked that of everybody"
    if that > start and "n" in reading.frames and _is_object_with_that(clause, start, that):
        return whole_content(clause, start, "object")
    if not _is_weak(reading) or that <= start + 4 or clause.norm(that - 1) == ",":
        return whole_content(clause, that, "that-clause")
    return None


def _is_object_with_that(clause: Clause, start: int, that: int) -> bool:
    """'denied a report that he lied'; but 'said in a report that he lied'."""
    words = range(start, that)
    if not clause.starts_noun_phrase(start) or any(clause.is_(k, "preposition") for k in words):
        return False
    readings = clause.language.cues.get(clause.norm(that - 1), ())
    return any(cue.kind == "noun" for cue in readings)


def _question(clause: Clause, start: int, reading: Cue) -> Found | None:
    if "w" not in reading.frames:
        return None
    at = start
    if "o" in reading.frames and not clause.is_(start, "complementiser"):
        at = skip_addressee(clause, start)
    if "o" in reading.frames and not clause.is_(at, "complementiser"):
        asked = find_class(clause, start, "complementiser", 12)
        at = asked if asked and clause.norm(asked) in clause.members("asks") else at
    asks = clause.is_(at, "complementiser") and not clause.is_(at, "that")
    return whole_content(clause, at, "wh-clause") if asks else None


def _told_to(clause: Clause, start: int, reading: Cue) -> Found | None:
    if "ot" not in reading.frames:
        return None
    takes_infinitive = clause.members("infinitive_ending")
    if clause.is_(start, "of", "about", "against") and not takes_infinitive:
        return None  # "warned of longer strikes if the firm declined to talk"
    skipped = start + 1 if clause.is_(start, "addressee_mark") else start
    to = find_infinitive(clause, skipped)
    if to is not None and "c" in reading.frames and _begins_anew(clause, start, to):
        return None
    if to is None or (to == start and not clause.members("infinitive_ending")):
        return None
    if any(clause.is_(k, "anonymity") for k in range(to, to + 5)):
        return _NOTHING
    if not clause.is_word(to + 1) and not clause.is_quote_mark(to + 1):
        return None  # "asked him to."
    first = to - 1 if to > start and clause.is_(to - 1, "negation") else to
    return whole_content(clause, first, "told-to")


def _begins_anew(clause: Clause, start: int, to: int) -> bool:
    """'told her they planned to leave': a clause, and not what she was told to do."""
    at = skip_addressee(clause, start)
    begins = start < at < to and clause.is_(at, "pronoun") and not clause.is_(at, "object_pronoun")
    return begins and any(
        clause.is_verb_like(k) or clause.is_(k, "auxiliary") for k in range(at + 1, to)
    )


def _told_of(clause: Clause, start: int, reading: Cue) -> Found | None:
    """'told the court of his sorrow', 'warned the town about floods': past the addressee."""
    if "o" not in reading.frames or reading.cue_class == "accuses":
        return None
    if clause.members("infinitive_ending") or clause.is_(start, "that"):
        return None
    for index in range(start + 1, min(len(clause.tokens) - 1, start + 7)):
        if clause.is_(index, "of", "about") and not reading.frames.isdisjoint(
            clause.classes[index]
        ):
            if find_quote(clause, index) is not None:
                return None  # 'told the forum of the association “We ...”'
            if "c" in reading.frames and _has_dummy(clause, index):
                return None  # "assured the team of 21 men there was no crisis"
            return whole_content(clause, index, f"after {clause.norm(index)}")
        if not clause.is_word(index) or clause.is_(index, "preposition", "that", "complementiser"):
            return None
        if clause.is_verb_like(index) or clause.is_(index, "pronoun", "determiner"):
            return None
    return None


def _has_dummy(clause: Clause, start: int) -> bool:
    reach = range(start + 1, min(start + 8, len(clause.tokens) - 1))
    return any(clause.is_(k, "dummy") and clause.is_(k + 1, "be") for k in reach)


def _infinitive(clause: Clause, start: int, reading: Cue) -> Found | None:
    if reading.frames & {"t", "n", "c"} and _is_bare_infinitive(clause, start):
        return whole_content(clause, start, "infinitive")
    mark = start + 1 if clause.is_(start, "negation") else start  # "vowed never to forget"
    marked = clause.is_(mark, "infinitive_mark") and is_infinitive(clause, mark)
    return whole_content(clause, start, "infinitive") if "t" in reading.frames and marked else None


def _after_preposition(clause: Clause, start: int, reading: Cue) -> Found | None:
    """'warned of', 'called for'; but whom one accuses stands before the 'of'."""
    needs_object = reading.kind == "verb" and reading.cue_class in _NEEDS_OBJECT
    for preposition in sorted(reading.frames & PREPOSITIONS):
        if preposition in ("of", "for") and needs_object and not clause.is_(start - 2, "clitic"):
            continue
        if clause.is_(start, preposition) and start + 1 < len(clause.tokens):
            return whole_content(clause, start, f"after {preposition}")
    return None


def _relayed(clause: Clause, start: int, reading: Cue) -> Found | None:
    """'quoted officials as saying that': the content is that of the second verb."""
    if reading.cue_class != "relays" and "r" not in reading.frames:
        return None
    for index in range(start, min(len(clause.tokens) - 1, start + 12)):
        if clause.is_(index, "as") and clause.norm(index + 1).endswith("ing"):
            verb = index + 2 if clause.norm(index + 1) == "having" else index + 1
            spoken = clause.language.cues.get(clause.norm(verb), ())
            found = content_after(clause, verb + 1, spoken[0]) if spoken else None
            return found or _NOTHING
    return None


def _put_at(clause: Clause, start: int, reading: Cue) -> Found | None:
    mark = find_class(clause, start, "at", 12) if "at" in reading.frames else None
    if not mark or mark == start:
        return None
    if (
        clause.norm(mark + 1)[:1].isdigit()
        or clause.norm(mark + 1) == "$"
        or clause.is_(mark + 1, "adverb", "determiner")
    ):
        return whole_content(clause, start, "put at")
    return None


def _put_down(clause: Clause, start: int, reading: Cue) -> Found | None:
    """'put the loss down to hedges', 'chalked the mood up to prices'."""
    if "down" not in reading.frames:
        return None
    for index in range(start + 1, min(start + 10, len(clause.tokens) - 2)):
        if clause.norm(index) in ("down", "up") and clause.norm(index + 1) == "to":
            return whole_content(clause, start, "put down")
        if not clause.is_word(index) or clause.is_verb_like(index):
            return None
    return None


def _described_as(clause: Clause, start: int, reading: Cue) -> Found | None:
    if "as" not in reading.frames or clause.is_quoted(start - 1):
        return None
    if clause.opens_quote(start) and "q" not in reading.frames:
        return _NOTHING
    last = end_of_content(clause, start, nominal=True)
    stretch = range(start, last + 1)
    has_as = any(clause.is_(k, "as") for k in stretch)
    if (has_as and not _is_weak(reading)) or any(clause.opens_quote(k) for k in stretch):
        return start, _quote_before_adverbial(clause, start, last), "described as"
    return None


def _called_so(clause: Clause, start: int, reading: Cue) -> Found | None:
    """'called it a mistake', 'called the plan unfair': a thing and what one says it is."""
    if "so" not in reading.frames or clause.is_quoted(start - 1):
        return None
    pronoun = clause.is_(start, "pronoun") or clause.norm(start) in ("her", "this", "that")
    if pronoun and clause.norm(start) in clause.members("so_object"):
        at: int | None = start + 1
        if not _says_what(clause, start + 1, sure=True):
            return None
    elif clause.starts_noun_phrase(start) and not clause.is_(start, "pronoun"):
        reach = range(start + 1, min(start + 12, len(clause.tokens)))
        at = next((k for k in reach if _says_what(clause, k, sure=False)), None)
        inside = range(start, at or start)
        if at is None or any(not (clause.is_word(k) or clause.norm(k) in "-.&'") for k in inside):
            return None
        if any(clause.is_verb_like(k) and not clause.is_capital(k) for k in range(start, at)):
            return None
    else:
        return None
    return start, end_of_content(clause, start, nominal=True), "described as"


def _says_what(clause: Clause, index: int, *, sure: bool) -> bool:
    """'a mistake' after a noun or pronoun, 'unfair' before the end or a small word."""
    after_noun = clause.is_word(index - 1) and not clause.is_(
        index - 1, "preposition", "conjunction", "determiner", "possessive", "adverb"
    )
    if clause.is_(index, "indefinite") and clause.norm(index) in ("a", "an"):
        return after_noun and not _is_how_often(clause, index + 1)
    if clause.norm(index) in clause.members("judging"):
        return after_noun or clause.is_(index - 1, "adverb")
    if not sure or _is_how_often(clause, index):
        return False
    if clause.norm(index) in clause.members("so_grade") or clause.is_adverb_by_ending(index):
        return not (  # "considered it very carefully", "called her even after midnight"
            clause.is_adverb_by_ending(index + 1)
            or clause.is_(index + 1, "adverb", "preposition", "subordinator", "time")
        )
    return clause.is_(index, "possessive", "determiner", "number")


def _is_how_often(clause: Clause, index: int) -> bool:
    """'this morning', 'a second time', 'a taxi': when, how often and what one calls, not a view."""
    return any(
        clause.is_(k, "time") or clause.norm(k) in clause.members("so_no_view")
        for k in range(index, index + 3)
    )


def _quotation_later(clause: Clause, start: int, reading: Cue) -> Found | None:
    mark = find_quote(clause, start) if reading.frames & {"q", "c"} else None
    if mark is None:
        return None
    says = "c" in reading.frames and "o" not in reading.frames
    if says and clause.norm(mark - 1) not in (",", ":") and clause.starts_noun_phrase(start):
        return None  # 'said Mr. Lee “is doing all he can”'
    return whole_content(clause, mark, "quote after addressee")


def _clause_without_that(clause: Clause, start: int, reading: Cue) -> Found | None:
    frames = reading.frames
    if "c" not in frames:
        return None
    if "that" in frames and not _is_pronoun_and_verb(clause, start):
        return None
    at = skip_addressee(clause, start) if "o" in frames else skip_time(clause, start)
    if "o" in frames and clause.norm(at) == "," and at > start:  # "told Channel Nine, it was"
        at += not any(clause.is_strong_verb(k) for k in range(at + 2, at + 9))
    bare = bare_clause(clause, at, weak=_is_weak(reading))
    if bare is not None:
        return whole_content(clause, bare, "bare clause")
    says = not _is_weak(reading) and "q" in frames and "n" not in frames
    if says and (clause.starts_noun_phrase(at) or clause.is_quantified(at)):
        long_enough = len(clause.tokens) - at > 4
        return whole_content(clause, at, "bare clause") if long_enough else _NOTHING
    return None


def _is_pronoun_and_verb(clause: Clause, start: int) -> bool:
    """'wrote he was tired', but not 'wrote it in a day'."""
    pronoun = clause.is_(start, "pronoun") and not clause.is_(start, "object_pronoun", "determiner")
    return pronoun and clause.is_verb_like(start + 1)


def _object(clause: Clause, start: int, reading: Cue) -> Found | None:
    if not reading.frames & {"n", "g"} or _is_weak(reading) or clause.is_quoted(start - 1):
        return None
    begins = (
        clause.starts_noun_phrase(start)
        or clause.is_quote_mark(start)
        or clause.is_(start, "what")
        or _is_noun_like_a_verb(clause, start)
        or clause.is_quantified(start)
        or clause.norm(start) == "$"
        or ("g" in reading.frames and clause.norm(start).endswith("ing"))
    )
    last = end_of_content(clause, start, nominal=True) if begins else -1
    return (start, last, "object") if last >= start else None


_RULES: tuple[Callable[[Clause, int, Cue], Found | None], ...] = (
    _after_colon,
    _quotation,
    _accused,
    _to_say,
    _that_clause,
    _question,
    _told_to,
    _told_of,
    _infinitive,
    _after_preposition,
    _relayed,
    _put_at,
    _put_down,
    _described_as,
    _called_so,
    _quotation_later,
    _clause_without_that,
    _object,
)


def _is_noun_like_a_verb(clause: Clause, start: int) -> bool:
    """'announced plans to', 'reported moves by'."""
    return (
        clause.classes[start] == {"verb"}
        and clause.norm(start).endswith("s")
        and clause.is_(start + 1, "infinitive_mark", "preposition")
    )


def _quote_before_adverbial(clause: Clause, first: int, last: int) -> int:
    """'branded him “a rat” in a rant': where and when it was said is no part of it."""
    for index in range(first + 1, last):
        if clause.closes_quote(index) and clause.norm(index + 1) in ("in", "during", "on", "at"):
            return index
    return last


def whole_content(clause: Clause, first: int, rule: str) -> Found | None:
    last = end_of_content(clause, first)
    return (first, last, rule) if last >= first else None


def _is_bare_infinitive(clause: Clause, start: int) -> bool:
    """'dit avoir alerté', 'affirme ne rien savoir': in languages that have it."""
    index = start
    while clause.is_(index, "negation", "clitic") and not clause.is_(index, "determiner"):
        index += 1
    return clause.ends_like(index, "infinitive_ending") and clause.classes[index] <= {"auxiliary"}
