"""Where a subject begins and ends, before its verb, with its appositions."""

from claims.attribution.languages.svo.appositions import is_apposition, with_appositions
from claims.attribution.languages.svo.clause import Clause, has_verb
from claims.attribution.languages.svo.phrases import LONGEST_PHRASE, phrase_start


def subject_before(clause: Clause, end: int) -> tuple[int, int] | None:
    """The noun phrase that ends before token `end`, with its appositions: (first, last) tokens."""
    last = end - 1
    while clause.is_(last, "adverb") and last > clause.start:
        last -= 1
    last = _before_date(clause, last)
    if clause.norm(last) == "," and last > clause.start:
        return _subject_before_comma(clause, last)
    if clause.norm(last) in ("-", "--") and (before := _before_aside(clause, last)):
        last = before
    if not clause.is_noun_end(last):
        return None
    if clause.closes_after_comma(last):  # “dangerous,” said
        return None
    relative = _relative_of_subject(clause, last) or _bracket_of_subject(clause, last)
    first = phrase_start(clause, relative - 1 if relative else last)
    if first is None:
        return None
    if clause.is_(first - 1, "conjunction"):
        first = _list_start(clause, first - 1)
    comma = clause.norm(first - 1) == "," and not clause.is_(first, "pronoun")
    if comma and (opening := _opening_with_who(clause, first - 1)) is not None:
        return opening, last
    named = clause.norm(first - 1) == "," and clause.is_capital(first)
    ranked = clause.is_(first - 2, "role", "title") and not clause.norm(first - 2).endswith("s")
    if named and ranked:  # "the prime minister, Ann Lee said"
        outer = phrase_start(clause, first - 2)
        besides = outer is not None and _opens_with_participle(clause, outer, first - 2)
        first = first if outer is None or besides else outer
    return first, last


def _opening_with_who(clause: Clause, comma: int) -> int | None:
    """'Members who sat in the one-hour, closed session said': where a phrase with 'who' begins
    that opens the sentence and goes on over a comma."""
    start = clause.start + clause.is_(clause.start, "conjunction", "contrast")
    for index in range(start + 1, min(start + 6, comma)):
        if clause.is_(index, "opens_relative") and not clause.is_(index, "that"):
            rest = range(index + 2, comma)
            verbs = any(clause.is_verb_like(k) for k in range(start, index))
            breaks = any(clause.is_strong_verb(k) or not clause.is_word(k) for k in rest)
            return None if verbs or breaks else start
        if not clause.is_word(index):
            return None
    return None


def _relative_of_subject(clause: Clause, last: int) -> int | None:
    """'The man who lives next door said': the relative pronoun of a clause within the subject."""
    lowest = max(clause.start, last - LONGEST_PHRASE)
    if clause.members("opens_relative").isdisjoint(clause.norms[lowest:last]):
        return None
    if clause.norm(last) in clause.members("only_subject"):
        return None  # "options that suggest they believe"
    for index in range(last - 1, lowest, -1):
        if clause.is_quoted(index) != clause.is_quoted(last):
            return None
        if not clause.is_word(index):
            if clause.norm(index) not in ("-", "'", "$", "%", "."):
                return None
        elif clause.is_(index, "opens_relative"):
            return index if last > index + 1 and _goes_on_with_verb(clause, index) else None
        elif (
            index < last - 1
            and clause.is_strong_verb(index)
            and not clause.is_(index - 1, "opens_relative")
        ):
            return None
    return None


def _bracket_of_subject(clause: Clause, last: int) -> int | None:
    """'Sen. Ann Lee (D., Ohio) said': the opening bracket."""
    if clause.norm(last) != ")":
        return None
    brackets = (k for k in range(last - 2, max(clause.start, last - 9), -1))
    return next((k for k in brackets if clause.norm(k) == "("), None)


def _goes_on_with_verb(clause: Clause, relative: int) -> bool:
    """'who lives', 'that owns'; but not 'that insiders tell', 'found that prices fell'."""
    after, before = relative + 1, relative - 1
    if clause.is_(after, "determiner", "pronoun", "possessive", "role") or clause.is_capital(after):
        return False
    if not clause.is_word(before) or not clause.is_noun_end(before):
        return False
    if not clause.is_(relative, "that"):
        return True
    if not clause.is_verb_like(after) and not clause.is_(after, "past_tense"):
        stops = clause.is_(after + 1, "determiner", "possessive", "preposition", "time")
        if not (clause.norm(after).endswith("s") and stops):
            return False  # "told the judge that squad members saw"
    return not clause.is_verb_like(before)


def _list_start(clause: Clause, conjunction: int) -> int:
    """'France, Britain and the United States have': the first name of a list that opens the
    sentence; what follows the conjunction otherwise."""
    commas = 0
    for index in range(conjunction - 1, clause.start - 1, -1):
        commas += clause.norm(index) == ","
        named = clause.is_capital(index) and not clause.is_(index, "preposition", "adverb", "time")
        if not (named or clause.norm(index) == "," or clause.is_(index, "determiner", "of")):
            return conjunction + 1
    return clause.start if commas else conjunction + 1


def _before_aside(clause: Clause, dash: int) -> int | None:
    """'The guides - two of them Swiss - have denied': the last word before the first dash."""
    if clause.tokens[dash].start == clause.tokens[dash - 1].end:
        return None
    for index in range(dash - 2, max(clause.start, dash - LONGEST_PHRASE), -1):
        if clause.norm(index) in ("-", "--"):
            parted = clause.tokens[index].start > clause.tokens[index - 1].end
            return index - 1 if parted else None
    return None


def _before_date(clause: Clause, last: int) -> int:
    """'The commission on Sunday rejected': the phrase ends before the day."""
    before = last
    while clause.is_(before, "time") and before > clause.start:
        before -= 1
    if before == last:
        return last
    while clause.is_(before, "on", "time_lead") and before > clause.start:
        before -= 1
    return last if clause.is_(before, "preposition") else before


def _subject_before_comma(clause: Clause, comma: int) -> tuple[int, int] | None:
    """'Ann Lee, 26, the first witness, who is ill, said': the phrase and its appositions, without
    what follows a relative pronoun."""
    if named := _name_and_appositions(clause, comma):
        return named
    chunks: list[tuple[int, int]] = []  # (first, last) between commas, from right to left
    end = comma
    for index in range(comma - 1, max(clause.start, comma - LONGEST_PHRASE) - 1, -1):
        if clause.norm(index) == "," and not clause.is_quoted(index):
            chunks.append((index + 1, end - 1))
            end = index
        elif clause.norm(index) in (";", ":"):
            chunks.append((index + 1, end - 1))
            end = -1
            break
    if end > clause.start:
        chunks.append((max(clause.start, comma - LONGEST_PHRASE), end - 1))
    if len(chunks) == 1:  # a comma too many: "The firm Secunia, has said"
        head = _chunk_head(clause, chunks[0])
        is_finite = clause.is_(comma + 1, "auxiliary") or not clause.norm(comma + 1).endswith("ed")
        whole = head and head[0] == clause.start and not has_verb(clause, *head)
        return head if whole and is_finite else None
    apposition: tuple[int, int] | None = None
    for number in range(1, min(len(chunks), 5)):
        head = _chunk_head(clause, chunks[number])
        if head is None or _is_participle_clause(clause, head[0]):
            continue
        first, last = head
        outer = chunks[number + 1] if number + 1 < len(chunks) else None
        is_place = number == 1 and outer and _names_place(clause, chunks[1], chunks[0], outer)
        if outer and first == chunks[number][0] and (is_place or is_apposition(clause, first)):
            # not ", also citing aides," nor ", who is a judge,"
            ranked = number == 1 and (is_place or _is_named_rank(clause, *chunks[0]))
            apposition = apposition or (first, comma - 1 if ranked else last)
            continue  # this may be an apposition to something before it
        for inside, inside_last in reversed(chunks[:number]):
            if not _is_named_rank(clause, inside, inside_last):
                relative = next(
                    (k for k in range(inside + 2, inside_last) if clause.is_(k, "relative")), None
                )
                if relative and _is_named_rank(clause, inside, relative - 1):
                    last = relative - 1
                break
            last = inside_last
        return first, last
    return apposition


def _name_and_appositions(clause: Clause, comma: int) -> tuple[int, int] | None:
    """'Ann Woods, head of sales at Kidder, Hall & Co., said': a name opens the sentence, and all up
    to the verb says who that is."""
    if not clause.members("role_link"):
        return None
    start = last = clause.start + clause.is_(clause.start, "conjunction", "contrast")
    while clause.is_capital(last + 1) or (
        clause.norm(last + 1) == "." and clause.is_(last, "title")
    ):
        last += 1
    named = clause.is_capital(start) and clause.is_capital(last)
    if not named or last == start or clause.norm(last + 1) != ",":
        return None
    if clause.is_(start, "preposition", "determiner", "adverb", "time", "subordinator"):
        return None
    return (start, comma - 1) if with_appositions(clause, last) == comma - 1 else None


def _names_place(
    clause: Clause, town: tuple[int, int], state: tuple[int, int], company: tuple[int, int]
) -> bool:
    """'Tool Corp., Dayton, Ohio, said': a town and its state after a name."""
    capital = all(
        clause.is_capital(k) or clause.norm(k) == "."
        for k in (*range(town[0], town[1] + 1), *range(state[0], state[1] + 1))
    )
    named = clause.is_capital(company[1]) or clause.norm(company[1]) == "."
    return capital and named and town[1] - town[0] < 3 and state[1] - state[0] < 4


def _chunk_head(clause: Clause, chunk: tuple[int, int]) -> tuple[int, int] | None:
    """The noun phrase a stretch between commas ends with, if it can be a subject."""
    first, last = chunk
    if last < first or clause.is_(first, "relative") or not clause.is_noun_end(last):
        return None
    if first == clause.start and _opens_with_participle(clause, first, last):
        return None
    while last > first and clause.is_(last, "time") and not clause.is_surname(last):
        last -= 1
        if clause.norm(last) in ("on", "this", "last", "late", "in"):
            last -= 1
    is_date = clause.is_(last, "time") and not clause.is_surname(last)
    if is_date or clause.tokens[last].norm.isdigit() or last < first:
        return None
    start = phrase_start(clause, last)
    return (max(start, first), last) if start is not None else None


def _is_participle_clause(clause: Clause, first: int) -> bool:
    """'A spokesman for the firm, based in Akron, Ohio, said': the phrase stands before it."""
    if clause.is_capital(first) or not clause.is_(first + 1, "preposition"):
        return False
    return clause.ends_like(first, "participle_ending") and clause.norm(first - 1) == ","


def _opens_with_participle(clause: Clause, first: int, last: int) -> bool:
    """'Discussing the bill, Sen. Ann Lee, D-Ohio, said': what she did besides, not who she is."""
    return (
        clause.norm(first).endswith("ing")
        and first < last
        and clause.is_(first + 1, "determiner", "possessive", "pronoun", "preposition", "that")
    )


def _is_named_rank(clause: Clause, first: int, last: int) -> bool:
    """Between two commas: an apposition or an age, and not a clause or an adverbial."""
    if clause.is_(first, "anonymity_clause") and any(
        clause.norm(k) in ("condition", "background") or clause.is_(k, "anonymity")
        for k in range(first, last + 1)
    ):
        return True
    if clause.norm(first) in ("of", "from") and clause.is_capital(first + 1):
        return True
    if clause.is_(first + 1, "agent_particle"):
        return False
    if first == last and not clause.is_capital(first) and not clause.norm(first).isdigit():
        return False
    return not (
        clause.is_(first, "relative", "preposition", "subordinator", "adverb", "time", "contrast")
        or (clause.is_(first, "conjunction") and not clause.is_capital(first + 1))
        or clause.is_quoted(first)
        or clause.ends_like(first, "participle_ending")
        or any(
            clause.is_verb_like(index)
            and not (clause.norm(index).endswith("ed") and clause.is_(index + 1, "preposition"))
            for index in range(first, last + 1)
        )
    )


def clause_subject(clause: Clause, limit: int) -> tuple[int, int] | None:
    """The first noun phrase of the sentence that has a verb behind it."""
    index = clause.start
    if clause.is_(index, "preposition", "subordinator"):
        while index < len(clause.tokens) and clause.norm(index) != ",":
            index += 1
        index += 1
    while (
        clause.is_(index, "adverb", "conjunction", "time", "contrast")
        or clause.norm(index) == ","
        or clause.is_quote_mark(index)
    ):
        index += 1
    if not clause.starts_noun_phrase(index):
        return None
    for verb in range(index + 1, min(limit, index + 25)):
        if clause.norm(verb - 1) == "," and clause.ends_like(verb, "participle_ending"):
            return (index, verb - 2) if clause.is_noun_end(verb - 2) else None
        if clause.is_verb_like(verb):
            end = verb
            while clause.is_(end - 1, "adverb"):
                end -= 1
            while clause.is_(end - 1, "time") or clause.norm(end - 1) in ("on", "last"):
                end -= 1
            subject = subject_before(clause, end)
            return subject if subject and subject[0] <= index + 1 else None
    last = index
    while last + 1 < limit and (
        clause.is_capital(last + 1) or clause.is_(last + 1, "role", "title") or last == index
    ):
        last += 1
    return (index, last) if clause.is_capital(last) and last > index else None
