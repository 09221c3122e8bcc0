"""Where a noun phrase begins, walking left from its last word."""

from claims.attribution.languages.svo.clause import Clause

LONGEST_PHRASE = 30  # tokens
_NAMED = frozenset({"called", "named", "known", "identified", "dubbed"})
_LEADS_IN = ("preposition", "adverb", "subordinator", "time")
_BEFORE_AS = _NAMED | {"such"}


def phrase_start(clause: Clause, last: int) -> int | None:
    """Walk left from the last token of a noun phrase to its first."""
    if clause.is_(last, "pronoun") and not clause.is_(last - 1, "determiner", "preposition"):
        emphatic = clause.norm(last) in clause.members("emphatic") and clause.is_noun_end(last - 1)
        return phrase_start(clause, last - 1) if emphatic else last  # "Ann Lee herself"
    first = last
    for index in range(last - 1, max(clause.start - 1, last - LONGEST_PHRASE), -1):
        if _ends_phrase_on_the_left(clause, index, last):
            break
        first = index
    first = _without_leading_adverbial(clause, first, last)
    while first <= last and (
        (clause.is_(first, "conjunction", "adverb") and not clause.is_(first, "plural_opener"))
        or clause.is_(first, "contrast", "that")
        or (clause.is_quote_mark(first) and not clause.closes_quote(last))
        or (clause.norm(first) == "(" and all(clause.norm(k) != ")" for k in range(first, last)))
    ):
        first += 1
    if first > last or clause.is_(first, "relative", "auxiliary"):
        return None
    return first


def _ends_phrase_on_the_left(clause: Clause, index: int, last: int) -> bool:
    norm, token = clause.norm(index), clause.tokens[index]
    if clause.is_quoted(index) and not clause.is_quoted(last) and _is_name_in_quotes(clause, index):
        return False
    if clause.is_quoted(index) != clause.is_quoted(last) and clause.quote[index] != 0:
        return token.is_word or clause.is_quote_mark(index)
    if not token.is_word:
        if norm in ("'s", "-", "/", "&", "'", ".", "@", "#", "%", ")", "("):
            return norm == "-" and token.text != "-"
        return not (norm == '"' and clause.is_quoted(last))
    if clause.is_(index, "that", "relative", "contrast", "complementiser"):
        return not (clause.is_(index, "that") and clause.is_(index - 1, "of"))  # "of that meeting"
    if clause.is_(index, "auxiliary") and norm not in ("may", "will", "can"):
        return True
    if clause.is_(index, "conjunction"):
        return _ends_at_conjunction(clause, index)
    if clause.is_(index, "subordinator"):
        if clause.norm(index - 1) in _BEFORE_AS and clause.is_(index, "as"):
            return False  # "officers named as defendants", "parents such as Ann Lee"
        return norm in ("until", "than", "after", "before") or not clause.is_(index, "preposition")
    return _is_verb_on_the_left(clause, index)


def _ends_at_conjunction(clause: Clause, index: int) -> bool:
    """Does 'and' stand before the phrase, and not inside it?"""
    if clause.is_capital(index - 1) and clause.is_(index - 2, "of"):
        return not clause.is_capital(index + 1)  # "Minister of Regional and Rural Growth"
    for before in range(index - 1, max(clause.start, index - 12) - 1, -1):
        if clause.norm(before) in (",", ";", ":", '"'):
            if index - before < 4 and _are_speakers(clause, index - 1, index + 1):
                return False  # ", witnesses and police said"
            if _is_speaker_after_comma(clause, before + 1, index - 1):
                return False  # ", the firm and members of the board said"
            return not clause.is_capital(index + 1)
        if clause.is_verb_like(before):
            return not _is_reduced_relative(clause, before)  # "issued by A and B"
    return False


def _is_speaker_after_comma(clause: Clause, first: int, last: int) -> bool:
    speaks = clause.is_capital(last) or clause.is_(
        last, "role", "government_body", "organisation", "anonymous"
    )
    named = clause.is_(clause.start, *_LEADS_IN) and all(
        clause.is_capital(k) for k in range(first, last + 1)
    )
    opens = named or clause.is_(first, "determiner")  # "Since then, Ann Lee and her aides"
    return speaks and first < last < first + 4 and opens


def _are_speakers(clause: Clause, *words: int) -> bool:
    return all(clause.is_(k, "role", "anonymous", "government_body") for k in words)


def _is_verb_on_the_left(clause: Clause, index: int) -> bool:
    """A verb before a noun phrase, and not a participle or a noun inside it."""
    if "past_tense" in clause.classes[index]:
        return True
    readings = clause.language.cues.get(clause.norm(index), ())
    if clause.ends_like(index, "finite_ending") and clause.is_(index - 1, "pronoun"):
        return True
    is_noun = any(cue.kind == "noun" for cue in readings)
    strong_base = clause.is_strong_verb(index, "base") and not is_noun
    after_plural = clause.norm(index - 1).endswith("s")
    if strong_base and after_plural and not clause.is_(index - 1, "determiner", "possessive"):
        return True
    if not any(cue.kind == "verb" and cue.form in ("finite", "ing") for cue in readings):
        return False
    return not (
        _is_reduced_relative(clause, index)
        or clause.is_capital(index)
        or clause.ends_like(index - 1, "adverb_ending")
        or clause.is_(index - 1, "determiner", "possessive", "preposition")
        or clause.is_(index, "role", "document", "title", "unnamed_reports", "channel_meeting")
    )


def _is_name_in_quotes(clause: Clause, index: int) -> bool:
    """'The “History” section': a few quoted words after an article are part of its phrase."""
    quotation = clause.quotations[clause.quote[index] - 1]
    if quotation.end - quotation.start > 40:
        return False
    opening = index
    while opening > clause.start and clause.quote[opening - 1] == clause.quote[index]:
        opening -= 1
    return clause.is_(
        opening - 1, "determiner", "possessive", "role", "media_outlet", "organisation"
    )


def _is_reduced_relative(clause: Clause, index: int) -> bool:
    """'a recording heard by X', 'a group called Modern Envoy', 'a poll published on Tuesday'."""
    if not clause.is_noun_end(index - 1) or clause.is_(index - 1, "pronoun"):
        return False
    norm = clause.norm(index)
    if norm in _NAMED:
        return clause.is_capital(index + 1) or clause.is_(index + 1, "as")
    is_participle = norm.endswith("ed") or any(
        cue.form == "participle" for cue in clause.language.cues.get(norm, ())
    )
    return is_participle and clause.is_(index + 1, "agent_particle")


def _without_leading_adverbial(clause: Clause, first: int, last: int) -> int:
    """Drop 'On Tuesday', 'In its reply', 'Later' before the subject proper."""
    if clause.is_(first + 1, "of"):  # "Minutes of the meeting"
        return first
    while first < last and (
        (
            clause.is_(first, "adverb", "time")
            and not clause.is_capital(first + 1)
            and not clause.is_(first, "plural_opener")
        )
        or (clause.is_(first, "clause_adverb", "time") and first == clause.start)
    ):
        first += 1
    if not clause.is_(first, "preposition", "subordinator"):
        return first
    for index in range(first + 2, last + 1):
        before = index - 1
        if clause.is_(before, "preposition", "determiner", "possessive", "conjunction", "title"):
            continue
        if clause.is_(index, "determiner", "pronoun", "possessive") and clause.norm(index) != "'s":
            if clause.is_(index + 1, "time"):
                continue
            return index
        capital_after_word = clause.is_capital(index) and clause.tokens[before].is_word
        if capital_after_word and not clause.is_capital(before) and not clause.is_(index, "time"):
            return index
        if clause.is_(before, "time") and not clause.is_(index, "time", "preposition"):
            return index
        if clause.is_(index, "role", "anonymous", "title") and not clause.is_capital(before):
            return index
        if clause.is_(index, "role", "anonymous") and not clause.is_capital(index):
            return index
    return last + 1
