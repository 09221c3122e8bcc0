"""What a relative pronoun stands for: 'neighbors, who said', 'a letter to Ann Lee that said'."""

from claims.attribution.languages.svo.clause import Clause, has_verb
from claims.attribution.languages.svo.phrases import LONGEST_PHRASE, phrase_start


def earlier_noun(clause: Clause, relative: int) -> tuple[int, int] | None:
    """The phrase a relative pronoun stands for: right before it, or before its comma."""
    last = relative - 1
    if clause.norm(last) == ",":
        if (named := _name_before_apposition(clause, last)) is not None:
            return named, last - 1
        last -= 1
    if clause.is_(last, "preposition") or not clause.is_noun_end(last):
        return None
    if clause.is_(last, "plural_opener") and not clause.is_(last - 1, "of"):
        return last, last  # "He leads those who say"
    first = phrase_start(clause, last)
    if first is None:
        return _after_preposition(clause, last)
    if clause.is_(relative, "that") and (letter := _document_before(clause, first, last)):
        return letter, last
    first = _after_verb(clause, first, last)
    return _speaker_within(clause, first, last) or first, last


def _speaker_within(clause: Clause, first: int, last: int) -> int | None:
    """'drew criticism from Hart, who called': where the speaker begins who isn't the first noun."""
    for index in range(last - 1, first, -1):
        head, named = index - 1, index + 1 + clause.is_(index + 1, "determiner")
        gives = clause.is_(index, "agent_particle") or clause.norm(index) == "from"
        speaker = clause.is_capital(named) or (gives and clause.is_(named, "role", "anonymous"))
        speaks = clause.is_capital(head) or clause.is_(head, "role", "anonymous", "title")
        if clause.is_(index, "preposition") and speaker and not speaks:
            return index + 1
    return None


def _document_before(clause: Clause, first: int, last: int) -> int | None:
    """'He sent a letter to Ann Lee that said': where the phrase of the letter begins."""
    for index in range(last - 1, first, -1):
        if clause.is_(index, "preposition") and clause.is_(index - 1, "document"):
            words = range(index - 1, first, -1)
            return next((k for k in words if clause.is_(k, "determiner", "possessive")), index - 1)
    return None


def _after_verb(clause: Clause, first: int, last: int) -> int:
    """'The bid surprised traders, who said', 'He succeeds Roy Hall, who said': past the verb."""
    for index in range(last - 1, first, -1):
        if clause.is_(index, "determiner", "possessive", "preposition"):
            break
        is_verb = clause.ends_like(index, "finite_ending") and not clause.classes[index]
        if is_verb and not clause.is_(index + 1, "preposition"):
            return index + 1
    if clause.is_(first, "pronoun") and not clause.is_(first, "determiner"):
        named = last
        while clause.is_capital(named - 1) and named - 1 > first:
            named -= 1
        return named if clause.is_capital(named) else first
    return first


def _after_preposition(clause: Clause, last: int) -> tuple[int, int] | None:
    """'The call came from neighbors, who said': the phrase from its preposition on."""
    for index in range(last, max(clause.start, last - LONGEST_PHRASE), -1):
        if not clause.is_word(index) or clause.is_verb_like(index):
            return None
        if clause.is_(index, "preposition") and not clause.is_(index, "of"):
            return (index + 1, last) if clause.starts_noun_phrase(index + 1) else None
    return None


def _name_before_apposition(clause: Clause, comma: int) -> int | None:
    """'Ann Lee, a teacher from Moore, Okla., who said': where the name begins."""
    for index in range(comma - 1, max(clause.start, comma - LONGEST_PHRASE), -1):
        if clause.norm(index) in (";", ":") or clause.is_quote_mark(index):
            return None
        if clause.norm(index) == "," and clause.is_(index + 1, "indefinite", "role", "title"):
            if not clause.is_capital(index - 1) or has_verb(clause, index + 1, comma - 1):
                return None
            first = index - 1
            while clause.is_capital(first - 1) or clause.norm(first - 1) == ".":
                first -= 1
            return first
    return None
