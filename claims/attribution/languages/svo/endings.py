"""Where the reported matter ends."""

from claims.attribution.languages.svo.clause import FINAL, PREPOSITIONS, Clause, has_verb


def end_of_content(clause: Clause, first: int, *, nominal: bool = False) -> int:
    """The last token of reported matter that begins with token `first`."""
    end = len(clause.tokens)
    base = clause.quote[first]
    if base and clause.opens_quote(first):
        last = first
        while last + 1 < end and clause.quote[last + 1] == base:
            last += 1
        if not _goes_on_after_quote(clause, last + 1):
            return last
    index = first + 1
    while index < end:
        if clause.quote[index] and clause.quote[index] != base:
            index += 1
            continue
        if _stops_here(clause, index, first, nominal=nominal):
            break
        inside = base and not clause.opens_quote(first)
        if inside and not clause.quote[index] and clause.quote[index - 1] == base:
            break
        index += 1
    last = index - 1
    if base and not clause.opens_quote(first):
        last = _inside_quotation(clause, first, last)
    while last > first and _only_leads_on(clause, last):
        last -= 1
    return _without_date(clause, first, last) if nominal else last


def _only_leads_on(clause: Clause, last: int) -> bool:
    """A mark, or the 'and' of 'denies the charges and, he says, will appeal'."""
    norm = clause.norm(last)
    leads_on = norm in FINAL or (norm in ("and", "but") and clause.norm(last + 1) == ",")
    leads_on |= norm == "however" and clause.norm(last - 1) == ","
    return leads_on and not clause.is_quoted(last)


def _inside_quotation(clause: Clause, first: int, last: int) -> int:
    """What began inside a quotation ends before its closing mark."""
    while last > first and clause.quote[last] != clause.quote[first]:
        last -= 1
    if clause.closes_quote(last):
        last -= 1
    while last > first and clause.norm(last) in FINAL:
        last -= 1
    return last


def _without_date(clause: Clause, first: int, last: int) -> int:
    """The day of the speech is no part of what is said: 'claimed victory late on Thursday'."""
    index = last
    while index > first and clause.is_(index, "time"):
        index -= 1
    if index in (last, first):
        return last
    if clause.norm(index) in ("on", "late", "early", "in"):
        while index > first and clause.norm(index) in ("on", "late", "early", "in"):
            index -= 1
        return index
    return last


def _goes_on_after_quote(clause: Clause, index: int) -> bool:
    """After a closing mark: does the same clause still report ('"A" and "B"', '"x" over y')?"""
    if index >= len(clause.tokens):
        return False
    if clause.is_(index, "conjunction"):
        return clause.is_quote_mark(index + 1) or clause.is_(index + 1, "that", "determiner")
    return clause.is_(index, "preposition", "infinitive_mark") and not clause.is_(index + 1, "time")


def _closes_bracket_around(clause: Clause, index: int, first: int) -> bool:
    """Does a bracket end here that was open before the content began? Not that of "1)"."""
    opened = [_BRACKETS.get(clause.norm(k), 0) for k in range(index)]
    return sum(opened[:first]) > 0 >= sum(opened[first:])


_BRACKETS = {"(": 1, ")": -1}


def _stops_here(clause: Clause, index: int, first: int, *, nominal: bool) -> bool:
    norm = clause.norm(index)
    if norm == ")" and _closes_bracket_around(clause, index, first):
        return True  # "The fund (which he says is his last) opened in May."
    if norm == ";" or (norm == ":" and (nominal or clause.opens_quote(index + 1))):
        return True
    if norm == ",":
        if clause.is_(first, "sets_the_scene") and not has_verb(clause, first, index - 1):
            return False  # "said regardless of the outcome, he expected ..."
        if nominal and _begins_clause(clause, index + 1):
            return True
        return _comma_stops(clause, index)
    after_quote = clause.closes_after_comma(index - 1)
    if after_quote and (
        clause.is_(index, "contrast")
        or _speaker_follows(clause, index)
        or clause.is_strong_verb(index)
    ):
        return True
    if nominal and index > first + 1 and names_channel(clause, index):
        return True
    so_much = norm == "so" and clause.is_(index - 1, "auxiliary")
    if (clause.is_(index, "conjunction") and not so_much) or norm == "but":
        return _conjunction_stops(clause, index, first, nominal=nominal)
    if clause.is_(index, "gerund_link") and index > first + 1:
        readings = clause.language.cues.get(clause.norm(index + 1), ())
        return any(cue.form == "ing" and "x" not in cue.frames for cue in readings)
    return False


def _conjunction_stops(clause: Clause, conjunction: int, first: int, *, nominal: bool) -> bool:
    after = conjunction + 1
    while clause.is_(after, "adverb"):
        after += 1
    if _is_coordinated_cue(clause, after):
        return not _goes_on_passive(clause, first, conjunction, after)
    if _speaker_follows(clause, after, alone=False):
        lacks_verb = clause.is_(first, "that") and not has_verb(clause, first, conjunction - 1)
        return not lacks_verb  # "that he and other officials expect"
    if clause.is_strong_verb(after, "ing") or (nominal and clause.is_verb_like(after)):
        return True  # "... and saying that"
    if clause.norm(conjunction) != "but" or not clause.is_(after, "auxiliary", "declines"):
        return False
    modal = clause.is_(after, "modal")  # "it would close plants but would have little effect"
    return not (modal and clause.norm(after) in clause.norms[first:conjunction])


def _goes_on_passive(clause: Clause, first: int, conjunction: int, verb: int) -> bool:
    """'that she was treated badly and threatened with arrest': one more participle."""
    if not clause.is_(verb + 1, "preposition") or not clause.norm(verb).endswith("ed"):
        return False
    return any(
        clause.is_(k, "be") and clause.norm(k + 1).endswith("ed") for k in range(first, conjunction)
    )


def _begins_clause(clause: Clause, index: int) -> bool:
    """', and his rival has called': after a thing that was asked for, another clause."""
    if not clause.is_(index, "conjunction") or not clause.starts_noun_phrase(index + 1):
        return False
    for k in range(index + 2, min(index + 8, len(clause.tokens))):
        if not clause.is_word(k) or clause.is_(k, "preposition", "relative", "that"):
            return False
        if clause.is_verb_like(k) and not clause.is_capital(k):
            return True
    return False


def names_channel(clause: Clause, index: int) -> bool:
    """'in a statement', 'on Instagram': how it was said is no part of what was said."""
    if not clause.is_(index, "on", "in"):
        return False
    return any(clause.is_(k, *_CHANNELS) for k in range(index + 1, index + 4))


_CHANNELS = tuple(
    f"channel_{name}" for name in ("statement", "interview", "tweet", "report", "study", "meeting")
)


def _is_coordinated_cue(clause: Clause, index: int) -> bool:
    found = clause.language.find_cues(clause.tokens[index : index + 4])
    readings = found[0].readings if found and found[0].first == 0 else ()
    for cue in readings:
        if cue.kind == "verb" and cue.form in ("finite", "base"):
            if "x" not in cue.frames:
                if cue.form == "base" and not clause.starts_noun_phrase(index + 1):
                    continue
                after = index + found[0].last + 1
                return not clause.is_(after, "preposition") or bool(cue.frames & PREPOSITIONS)
            return clause.is_(index + 1, "that") or clause.is_quote_mark(index + 1)
    return False


def _comma_stops(clause: Clause, comma: int) -> bool:
    after = comma + 1
    noun = clause.is_(after, "document") or clause.is_(after + 1, "preposition")
    if clause.is_strong_verb(after) and not noun:
        return True
    if clause.is_(after, "contrast"):
        return not clause.is_(after + 1, "that") and clause.norm(after + 1) != "not"
    if clause.norm(after) == "even" and clause.norm(after + 1) == "though":
        return True
    if clause.norm(after) in ("who", "whose", "qui") and any(
        clause.is_strong_verb(k) for k in range(after + 1, after + 6)
    ):
        return True
    if clause.norm(after) == "as" and (
        clause.is_(after + 1, "do", "have") or _reports_as(clause, after)
    ):
        return True
    while clause.is_(after, "conjunction", "adverb"):
        after += 1
    if after > comma + 1 and _is_coordinated_cue(clause, after):
        return True
    readings = clause.language.cues.get(clause.norm(after), ())
    if any(cue.form == "ing" and ("x" not in cue.frames or "as" in cue.frames) for cue in readings):
        return True
    reports = clause.is_(after + 1, "that") or clause.norm(after + 1) == ":"
    reports |= clause.norm(after + 1) == "," and clause.opens_quote(after + 2)
    if any(cue.form == "ing" for cue in readings) and reports:
        return True
    if clause.language.phrases.get(clause.norm(after)):
        found = clause.language.find_cues(clause.tokens[after : after + 4])
        if found and found[0].first == 0 and found[0].readings[0].kind == "preposition":
            return True
    return _speaker_follows(clause, comma + 1)


def _reports_as(clause: Clause, start: int) -> bool:
    """', as Ann Lee said'; but 'if the bank, as some expect, pays' goes on."""
    for k in range(start + 1, start + 7):
        if clause.norm(k) == ",":
            return False
        if any(cue.kind == "verb" for cue in clause.language.cues.get(clause.norm(k), ())):
            return clause.norm(k + 1) != ","
    return False


def _is_many(clause: Clause, verb: int) -> bool:
    """', and others say', ', and some experts believe': a group of people before the verb."""
    return clause.is_(verb - 1, "anonymous", "plural_people") and (
        clause.norm(verb - 1).endswith("s") or clause.is_(verb - 1, "plural_opener")
    )


def _is_document(clause: Clause, index: int) -> bool:
    """', internal memos show.': what shows is a text."""
    return clause.is_(index, "document", "evidence", "unnamed_reports")


def _speaker_follows(clause: Clause, index: int, *, alone: bool = True) -> bool:
    """', the minister said' after the reported matter; alone: the verb may end the sentence."""
    if not clause.starts_noun_phrase(index) and not clause.is_quantified(index):
        return False
    for k in range(index + 1, min(index + 9, len(clause.tokens))):
        if clause.norm(k) in ',;:"':
            return False
        for cue in clause.language.cues.get(clause.norm(k), ()):
            finite = cue.form == "finite" or (cue.form == "base" and _is_many(clause, k))
            ends = clause.norm(k + 1) in (".", "")
            if ends and not alone:
                break  # "they have leads and no solid suspects"
            shows = ends and cue.cue_class == "states" and _is_document(clause, k - 1)
            finite |= shows
            says = "x" not in cue.frames or shows
            if cue.kind == "verb" and finite and "c" in cue.frames and says:
                if clause.is_capital(k) and not clause.is_heading:
                    break  # "of the United States"
                if clause.norm(k - 1) in ("'", "'s") or clause.is_(k + 1, "agent_particle"):
                    break  # "half of analysts' estimates", "emails leaked by a clerk"
                return True
        else:
            if clause.is_verb_like(k):
                return False
    return False
