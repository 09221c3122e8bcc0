"""Where the reported matter begins, to the right of its cue."""

from claims.attribution.languages.base import Cue
from claims.attribution.languages.svo.clause import PREPOSITIONS, Clause, is_relative
from claims.attribution.languages.svo.endings import end_of_content

_LONGEST_REACH = 16  # tokens between a cue and the word that opens its content
_NEEDS_OBJECT = frozenset({"accuses", "criticises", "praises"})


def content_after(clause: Clause, start: int, reading: Cue) -> tuple[int, int, str] | None:
    """The reported matter to the right of a cue: (first, last, rule)."""
    end = len(clause.tokens)
    frames, weak = reading.frames, "x" in reading.frames
    if clause.is_(start, "time"):
        start = _skip_time(clause, start)
    if start >= end:
        return None
    if clause.norm(start) == ":" and start + 1 < end:
        if clause.opens_quote(start + 1) or (not weak and frames & {"c", "q", "w"}):
            return whole_content(clause, start + 1, "colon")
        return None
    first = start + 1 if clause.norm(start) == "," and clause.opens_quote(start + 1) else start
    if (
        clause.opens_quote(first)
        and frames & {"c", "q", "n", "as"}
        and not ("as" in frames and "q" not in frames)
    ):
        return whole_content(clause, first, "quote")
    if (
        (
            "of" in frames
            and reading.cue_class == "accuses"
            and (charge := _find(clause, start, "of", 14))
        )
        and charge > start
        and clause.starts_noun_phrase(start)
    ):
        return whole_content(clause, start, "accused")
    if (say := _find_to_say(clause, start)) is not None:
        return content_after(clause, say + 1, reading)
    that = _find_that(clause, start) if "c" in frames else None
    if that is not None and (not weak or that <= start + 4 or clause.norm(that - 1) == ","):
        return whole_content(clause, that, "that-clause")
    if "w" in frames:
        at = skip_addressee(clause, start) if "o" in frames else start
        if clause.is_(at, "complementiser"):
            return whole_content(clause, at, "wh-clause")
    if "ot" in frames:
        skipped = start + 1 if clause.norm(start) in ("to", "with", "on", "à") else start
        to = _find_infinitive(clause, skipped)
        if to is not None and (to > start or clause.language.code == "fr"):
            if any(clause.is_(k, "anonymity") for k in range(to, to + 5)):
                return None
            return whole_content(clause, to, "told-to")
    if frames & {"t", "n", "c"} and _is_bare_infinitive(clause, start):
        return whole_content(clause, start, "infinitive")
    if "t" in frames and clause.is_(start, "infinitive_mark") and is_infinitive(clause, start):
        return whole_content(clause, start, "infinitive")
    for preposition in frames & PREPOSITIONS:
        if (
            preposition in ("of", "for")
            and reading.kind == "verb"
            and reading.cue_class in _NEEDS_OBJECT
        ) and not clause.is_(start - 2, "clitic"):
            continue
        if clause.is_(start, preposition) and start + 1 < end:
            return whole_content(clause, start, f"after {preposition}")
    if reading.cue_class == "relays":
        for index in range(start, min(end - 1, start + 12)):
            if clause.is_(index, "as") and clause.norm(index + 1).endswith("ing"):
                verb = index + 2 if clause.norm(index + 1) == "having" else index + 1
                spoken = clause.language.cues.get(clause.norm(verb), ())
                return content_after(clause, verb + 1, spoken[0]) if spoken else None
    if "at" in frames and (mark := _find(clause, start, "at", 12)) and mark > start:
        if clause.norm(mark + 1)[:1].isdigit() or clause.is_(mark + 1, "adverb", "determiner"):
            return whole_content(clause, start, "put at")
    if "as" in frames and clause.opens_quote(start) and "q" not in frames:
        return None
    if "as" in frames and not clause.is_quoted(start - 1):
        last = end_of_content(clause, start, nominal=True)
        stretch = range(start, last + 1)
        has_as = any(clause.is_(k, "as") for k in stretch)
        has_quote = any(clause.opens_quote(k) for k in stretch)
        if (has_as and not weak) or has_quote:
            return start, _quote_before_adverbial(clause, start, last), "described as"
    if frames & {"q", "c"} and (mark := _find_quote(clause, start)) is not None:
        return whole_content(clause, mark, "quote after addressee")
    if "c" in frames:
        at = skip_addressee(clause, start) if "o" in frames else _skip_time(clause, start)
        bare = _bare_clause(clause, at, weak=weak)
        if bare is not None:
            return whole_content(clause, bare, "bare clause")
        if not weak and "q" in frames and "n" not in frames and clause.starts_noun_phrase(at):
            return whole_content(clause, at, "bare clause") if end - at > 4 else None
    if frames & {"n", "g"} and not weak and not clause.is_quoted(start - 1):
        if (
            clause.starts_noun_phrase(start)
            or clause.is_quote_mark(start)
            or clause.is_(start, "what")
        ):
            last = end_of_content(clause, start, nominal=True)
            return (start, last, "object") if last >= start else None
        if "g" in frames and clause.norm(start).endswith("ing"):
            return start, end_of_content(clause, start, nominal=True), "gerund"
    return None


def _quote_before_adverbial(clause: Clause, first: int, last: int) -> int:
    """'branded him “a rat” in a rant': where and when it was said is no part of it."""
    for index in range(first + 1, last):
        if clause.closes_quote(index) and clause.norm(index + 1) in ("in", "during", "on", "at"):
            return index
    return last


def whole_content(clause: Clause, first: int, rule: str) -> tuple[int, int, str] | None:
    last = end_of_content(clause, first)
    return (first, last, rule) if last >= first else None


def is_infinitive(clause: Clause, mark: int) -> bool:
    if clause.language.endings("infinitive_ending"):
        verb = mark + 1
        while clause.is_(verb, "negation", "clitic"):
            verb += 1
        if clause.is_quote_mark(verb):
            verb += 1
        return clause.ends_like(verb, "infinitive_ending") and clause.classes[verb] <= {"auxiliary"}
    return not (
        clause.is_(mark + 1, "determiner", "possessive", "pronoun", "time", "role")
        or clause.is_capital(mark + 1)
        or clause.norm(mark + 1)[:1].isdigit()
    )


def _is_bare_infinitive(clause: Clause, start: int) -> bool:
    """'dit avoir alerté', 'affirme ne rien savoir': in languages that have it."""
    index = start
    while clause.is_(index, "negation", "clitic") and not clause.is_(index, "determiner"):
        index += 1
    return clause.ends_like(index, "infinitive_ending") and clause.classes[index] <= {"auxiliary"}


def _find_to_say(clause: Clause, start: int) -> int | None:
    """'e-mailed us to say that', 'went on record the same evening to say': the say of it."""
    for index in range(start, min(len(clause.tokens) - 1, start + 7)):
        if clause.is_(index, "infinitive_mark"):
            return index + 1 if clause.norm(index + 1) in ("say", "tell", "add", "dire") else None
        if not clause.is_word(index) or clause.is_verb_like(index) or clause.is_(index, "that"):
            return None
    return None


def _find(clause: Clause, start: int, name: str, reach: int) -> int | None:
    """The first word of a class before any mark or complementiser."""
    for index in range(start, min(len(clause.tokens), start + reach)):
        if clause.is_(index, name):
            return index
        if clause.norm(index) in (",", ";", ":", '"') or clause.is_(index, "that"):
            return None
    return None


def _find_infinitive(clause: Clause, start: int) -> int | None:
    """The 'to' of 'told reporters to wait', past the addressee."""
    for index in range(start, min(len(clause.tokens), start + 12)):
        if clause.is_(index, "infinitive_mark") and is_infinitive(clause, index):
            return index
        if clause.norm(index) in (",", ";", ":", '"') or clause.is_(index, "that"):
            return None
    return None


def _find_that(clause: Clause, start: int) -> int | None:
    """The complementiser after an addressee, a date or a place; a verb or a comma ends the search."""
    commas = 0
    for index in range(start, min(len(clause.tokens), start + _LONGEST_REACH)):
        if clause.is_(index, "that") and clause.norm(index + 1) not in ("of", ",", "."):
            if index > start and clause.is_(index - 1, "conjunction"):
                return None
            if commas and clause.norm(index - 1) != ",":
                return None
            if clause.is_(index - 1, "takes_that"):
                return None
            follows_noun = index > start and not clause.is_(index - 1, "time", "pronoun")
            return index if not follows_noun or not is_relative(clause, index) else None
        norm = clause.norm(index)
        if norm == ",":
            commas += 1
            if commas > 2:
                return None
        elif (
            norm in (";", ":", '"')
            or (commas % 2 == 0 and clause.is_verb_like(index))
            or clause.is_strong_verb(index)
            or (commas % 2 == 0 and clause.is_(index, "relative"))
        ):
            return None
    return None


def _find_quote(clause: Clause, start: int) -> int | None:
    for index in range(start, min(len(clause.tokens), start + _LONGEST_REACH)):
        if clause.opens_quote(index):
            opened = clause.quotations[clause.quote[index] - 1]
            words_inside = opened.end - opened.start
            before = clause.norm(index - 1)
            return index if before in (":", ",") or words_inside > 40 else None
        if clause.is_verb_like(index) or clause.norm(index) == ";":
            return None
    return None


def skip_addressee(clause: Clause, start: int) -> int:
    """Past 'the court', 'reporters in Geneva on Monday', 'her', to what they were told."""
    index = start
    if clause.is_(index, "pronoun") or clause.norm(index) in ("his", "her"):
        index += 1
        return _skip_time(clause, index)
    while index < len(clause.tokens) and index < start + 8:
        if clause.is_(index, "time"):
            return _skip_time(clause, index)
        if index > start and clause.is_(index, "determiner", "pronoun", "complementiser"):
            if not clause.is_(index - 1, "preposition", "conjunction", "determiner"):
                return index
        if not clause.tokens[index].is_word and clause.norm(index) not in ("'", "-"):
            return index
        index += 1
    return start


def _skip_time(clause: Clause, start: int) -> int:
    """Past 'on Tuesday', 'last week', 'again'."""
    index = start
    if clause.is_(index, "preposition") and clause.is_(index + 1, "time"):
        index += 2
    while clause.is_(index, "time", "adverb") and (
        not clause.is_(index + 1, "auxiliary") or clause.ends_like(index + 1, "infinitive_ending")
    ):
        index += 1
    return index


def _bare_clause(clause: Clause, start: int, *, weak: bool) -> int | None:
    """A clause without 'that': a subject here, and a verb not far behind it."""
    if clause.is_(start, "preposition") and not clause.is_(start, "condition") and not weak:
        # "said in a statement the talks had failed"; "said after the talks both sides agreed"
        if (found := _bare_after_adverbial(clause, start)) is not None:
            return found
        return start if clause.is_(start, "subordinator") or clause.norm(start) == "in" else None
    if clause.is_(start, "dummy") and clause.is_verb_like(start + 1):
        return start
    if clause.is_(start, "subordinator", "condition") and not weak:
        commas = [
            k for k in range(start, min(start + 20, len(clause.tokens))) if clause.norm(k) == ","
        ]
        return start if commas else None
    if not clause.starts_noun_phrase(start):
        return None
    if weak and (
        not clause.is_(start, "pronoun") or clause.is_(start, "object_pronoun", "determiner")
    ):
        return None
    reach = range(start + 1, min(len(clause.tokens), start + 25))
    for index in reach:
        if clause.norm(index) in (";", ":"):
            return None
        if clause.is_(index, "conjunction", "contrast") and clause.is_strong_verb(index + 1):
            return None
        if clause.is_verb_like(index) and not clause.is_(index, "time"):
            return start
        if weak and index > start + 6:
            return None
        if clause.norm(index).endswith("s") and clause.is_(start, "pronoun") and index == start + 1:
            return start
    return None


def _bare_after_adverbial(clause: Clause, start: int) -> int | None:
    for index in range(start + 2, min(len(clause.tokens), start + 9)):
        if clause.norm(index) in (",", ";", ":", '"'):
            return None
        before = index - 1
        if clause.is_(before, "preposition", "determiner", "possessive", "conjunction"):
            continue
        if clause.is_(index, "determiner", "pronoun") and not clause.is_(index, "that"):
            return index
    return None
