"""Where a clause without 'that' begins: 'said it was old', 'said in May the mill would close'."""

from claims.attribution.languages.svo.clause import Clause


def bare_clause(clause: Clause, start: int, *, weak: bool) -> int | None:
    """A clause without 'that': a subject here, and a verb not far behind it."""
    quantified = clause.is_quantified(start)
    if not quantified and _opens_with_adverbial(clause, start, weak=weak):
        has_comma = _has_comma(clause, start)
        if has_comma and clause.is_(start, "sets_the_scene", "with", "for"):
            return start
        if clause.is_(start, "preposition") and not clause.is_(start, "condition"):
            # "said in a statement the talks had failed"; "said after the talks both agreed"
            found = _bare_after_adverbial(clause, start)
            return start if found is None and clause.is_(start, "subordinator") else found
        return start if has_comma else None
    if clause.is_(start, "dummy") and clause.is_verb_like(start + 1):
        return start
    if not quantified and not clause.starts_noun_phrase(start):
        return None
    if weak and (
        not clause.is_(start, "pronoun") or clause.is_(start, "object_pronoun", "determiner")
    ):
        return start if _is_plain_clause(clause, start) else None
    return start if _has_verb_in_reach(clause, start, weak=weak) else None


def _opens_with_adverbial(clause: Clause, start: int, *, weak: bool) -> bool:
    return not weak and clause.is_(
        start, "sets_the_scene", "preposition", "subordinator", "condition"
    )


def _has_verb_in_reach(clause: Clause, start: int, *, weak: bool) -> bool:
    reach = range(start + 1, min(len(clause.tokens), start + 25))
    for index in reach:
        if clause.norm(index) in (";", ":"):
            return False
        if clause.is_(index, "conjunction", "contrast") and (
            clause.is_strong_verb(index + 1) or clause.is_(index + 1, "auxiliary")
        ):
            return False  # "denied the charges and was freed"
        if clause.is_verb_like(index) and not _is_month(clause, index):
            return True
        if weak and index > start + 6:
            return False
        if clause.norm(index).endswith("s") and clause.is_(start, "pronoun") and index == start + 1:
            return True
    return False


def _is_month(clause: Clause, index: int) -> bool:
    """'May', 'today'; but not the 'may' of 'said prices may fall'."""
    modal = clause.is_(index, "modal") and not clause.is_capital(index)
    return clause.is_(index, "time") and not modal


def _has_comma(clause: Clause, start: int) -> bool:
    return any(clause.norm(k) == "," for k in range(start, min(start + 20, len(clause.tokens))))


def _is_plain_clause(clause: Clause, start: int) -> bool:
    """'maintain the Queen Mary Hospital was warned': an article, and an auxiliary not far on."""
    named = clause.is_capital(start) and not clause.is_heading
    if not (named or clause.is_(start, "determiner")) or clause.is_quoted(start):
        return False
    for index in range(start + (1 if named else 2), min(start + 8, len(clause.tokens))):
        if clause.is_(index, "auxiliary") and not clause.is_(index - 1, "conjunction", "relative"):
            return not clause.norm(index).endswith("ing")
        if clause.is_quote_mark(index):
            continue
        if not clause.is_word(index) or clause.is_(
            index, "relative", "that", "infinitive_mark", "conjunction", "subordinator", "pronoun"
        ):
            return False
    return False


def _bare_after_adverbial(clause: Clause, start: int) -> int | None:
    for index in range(start + 2, min(len(clause.tokens), start + 14)):
        if clause.norm(index) in (",", ";", ":", '"'):
            return None
        before = index - 1
        if clause.is_(before, "preposition", "determiner", "possessive", "conjunction"):
            continue
        if clause.is_(index, "pronoun") and not clause.is_(index, "determiner"):
            return index if _has_verb_beside(clause, index) else None
        if clause.is_(index, "determiner") and not clause.is_(index, "that"):
            return index
        if clause.is_(index, "dummy") and clause.is_(index + 1, "auxiliary"):
            return index
    return None


def _has_verb_beside(clause: Clause, subject: int) -> bool:
    """'said in May it will close', but not 'argued for a trial to give it more time'."""
    verb = subject + 1
    while clause.is_(verb, "adverb", "clitic", "negation") or clause.is_adverb_by_ending(verb):
        verb += 1
    return (
        clause.is_verb_like(verb)
        or (clause.norm(verb).endswith("s") and not clause.is_(verb, "determiner"))
        or bool(clause.language.cues.get(clause.norm(verb)))
        or clause.norm(subject) not in ("it", "her", "you")
    )
