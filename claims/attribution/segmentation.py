"""Cut a text into sentences, exactly: every sentence is a span of the text as it was given.

One set of rules serves all languages, since an Arabic page quotes English names and a French page
Arabic ones. A sentence ends at a terminal mark with its closing quotation marks, or at a line end;
the rest of this file is about the marks that end nothing: abbreviations, initials, numbers, pauses,
a question inside a quotation whose clause goes on, a line broken in the middle of a clause.
"""

import re
from collections.abc import Iterable, Iterator

from claims.attribution.text import INVISIBLE, Span, fold_word, trim, words

# Titles and other abbreviations after which a sentence never ends (folded, without the last stop).
TITLES = words(
    """
    dr mr mrs ms messrs prof gen sen rep gov lt col sgt capt cmdr cdr maj brig insp
    supt hon rev fr st mt adm cpl pvt pte det atty asst assoc dept cllr pres ret vs viz cf ie eg al
    approx
    # French
    m mm mme mmes mlle mgr me pr ste sté ét
    # Arabic: doctor, professor, engineer, magistrate, lieutenant; "page" and "ext." before numbers
    د ا م ذ ص ت ق ط ع س ن ج ه مج ا.د د.م ق.م ص.ب ذ.م ش.م ش.م.م
    """
)
_ABBREVIATED_PLURALS = frozenset({"Sens", "Reps", "Govs"})  # small letters make other words
# After these only a number goes on with the sentence: No. 5, Jan. 22, art. 7.
BEFORE_NUMBERS = words(
    """
    no nos p pp art arts fig figs vol ch sec para jan feb mar apr jun jul aug sep sept oct nov
    dec janv févr fév avr juil déc chap n
    """
)
# These may end a sentence; what follows decides.
EITHER = words("inc ltd co corp llc plc jr sr etc bros ave blvd")
# Words that open a sentence when a capital letter after "U.S." or "p.m." leaves it open.
OPENERS = words(
    """
    the a an it its he she they we i you in on at but and or so if as for from with after
    before when while since although though however there this that these those his her their
    our my what who why how no not one some many most all both each last next then now also
    meanwhile asked under according to by during since despite le la les un une il elle ils
    elles on nous vous ce cette ces mais et dans en pour selon à au aux des du de après avant
    """
)
_WHEN = words(
    """
    monday tuesday wednesday thursday friday saturday sunday gmt utc est edt cst cdt mst mdt
    pst pdt bst cet cest eastern central pacific
    """
)
# A clause goes on after a quoted question when one of these follows: «...؟» صاح العضو.
GOES_ON = words(
    """
    قال قالت يقول تقول صاح صاحت سال سالت يسال تسال تساءل تساءلت هتف هتفت رد ردت اجاب اجابت كتب
    كتبت علق علقت سؤال عبارة هكذا بهذه بهذا
    """
)
_ASKS = re.compile(
    r"(?:[^\W\d_][\w.’'-]*\s+){1,6}(?:asked|asks|said|says|wrote|cried|shouted|wondered|replied"
    r"|added|demanded|exclaimed|declared|responded|told|tweeted|quipped|recalled)\b"
)

_CLOSING = "\"”»’'“›)\\]"
_END = re.compile(
    # Where no mark stands nothing is tried; one that follows others was looked at with them.
    r"(?P<mark>[.!?؟…۔。！？।](?<![.!?؟…۔].)(?:(?<=[.!?؟…۔])[.!?؟…۔]*+|(?<=[。！？।])[。！？।]*+))"
    rf"(?P<close>[{INVISIBLE}]*+[{_CLOSING}]++|[ \u00a0\u202f]++[»›\"”](?=[\s.,،؛;]|\Z))*+"
    rf"(?:[{INVISIBLE}]*(?=\s|\Z)|(?<=[。！？।])|(?=[^\W\d_]))"
)
_WITHOUT_SPACE = "。！？।"
# A page that lost its line breaks: "الخميس.وأضاف", "Thursday.The mayor"; no address, no acronym.
_WHOLE_WORD = re.compile(rf"(?:[\u0621-\u0652]{{3,}}|[^\W\d_A-Z]{{3,}})[{_CLOSING}]?\Z")
_GLUED = re.compile(
    r"(?!(?:نت|كوم|أورغ|اورغ)\b)(?:[\u0621-\u064a][\u0621-\u0652]{2}"
    r"|(?:في|من|عن|ما|لا|لم|لن|قد|ثم|كل|مع|هو|هي)\b)|(?!(?:Com|Net|Org)\b)[A-Z][a-z]+\b(?!\.)"
)
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+\Z")
_ABBREVIATION_LENGTH = 12
_CLITICS = re.compile(r"[وفبلك]?(?:ال)?(?=[^\W\d_]\Z|[^\W\d_]\.)")


def segment(text: str, *, barriers: Iterable[Span] = ()) -> list[Span]:
    """Find the sentences of a text, in order, without the white space around them.

    Barriers are stretches that belong to no sentence (page debris); a sentence never crosses one.
    Every visible character outside the barriers is in exactly one sentence.
    Source: the rules of the corpus guideline (claims/attribution/corpus/), rule 3.
    """
    sentences: list[Span] = []
    for block in _blocks(text, barriers):
        start = block.start
        for end in _ends(text, block):
            sentence = trim(text, start, end)
            if sentence.start < sentence.end:
                sentences.append(sentence)
            start = end
    return sentences


def _blocks(text: str, barriers: Iterable[Span]) -> Iterator[Span]:
    """Lines, or several of them where a line break stands inside a clause."""
    start = 0
    for barrier in [*sorted(barriers), Span(len(text), len(text))]:
        yield from _joined_lines(text, start, barrier.start)
        start = max(start, barrier.end)


_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
_UNFINISHED = re.compile(rf"[,،;؛–—-][\s{INVISIBLE}]*\Z")
_ASKS_FOR_MORE = re.compile(rf":[\s{INVISIBLE}]*\Z")
_STARTS_QUOTE = re.compile(rf"[\s{INVISIBLE}]*[«“\"]")
_STARTS_WORD = re.compile(rf"[\s{INVISIBLE}]*(?P<letter>[^\W\d_])")
_FINISHED = re.compile(rf"[.!?؟…:{_CLOSING}][\s{INVISIBLE}]*\Z")
_LAST_PLAIN_WORD = re.compile(r"[^\W\d_]+\s*\Z")
# Words that no clause ends with.
_NEEDS_MORE = words(
    """
    في من الى على عن ان بان التي الذي الذين مع بين قد لم لن او ثم حتى the a an of and or to in
    for with by from that le la les de du des et ou à
    """
)
_WRAP_WIDTH = range(50, 101)
_WRAP_RAGGED = 20


def _joined_lines(text: str, start: int, end: int) -> Iterator[Span]:
    paragraph: list[Span] = []
    for match in _LINE.finditer(text, start, end):
        line = Span(*match.span())
        if paragraph and text.count("\n", paragraph[-1].end, line.start) > 1:
            yield from _clauses(text, paragraph)
            paragraph = []
        paragraph.append(line)
    yield from _clauses(text, paragraph)


def _clauses(text: str, lines: list[Span]) -> Iterator[Span]:
    """The lines of one paragraph, joined where a break stands inside a clause."""
    if len(lines) > 2 and _is_wrapped(text, lines):
        yield Span(lines[0].start, lines[-1].end)
        return
    block: Span | None = None
    for line in lines:
        if block and _goes_on(text, block, line):
            block = Span(block.start, line.end)
            continue
        if block:
            yield block
        block = line
    if block:
        yield block


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Text set at a fixed width: every line but the last is full, and only the last has its end."""
    widths = [line.end - line.start for line in lines]
    widest = max(widths)
    return (
        widest in _WRAP_WIDTH
        and min(widths[:-1]) >= widest - _WRAP_RAGGED
        and bool(_FINISHED.search(text[lines[-1].end - 8 : lines[-1].end]))
        and sum(bool(_FINISHED.search(line.of(text)[-8:])) for line in lines[:-1]) * 3 < len(lines)
    )


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Is the single line break between these two inside a clause?"""
    head = text[max(before.start, before.end - 40) : before.end]
    tail = text[after.start : after.start + 40]
    if _UNFINISHED.search(head):
        return True
    if _ASKS_FOR_MORE.search(head):
        return bool(_STARTS_QUOTE.match(tail))
    if _FINISHED.search(head):
        return False
    last = _LAST_PLAIN_WORD.search(head)
    if last and fold_word(last[0].strip()) in _NEEDS_MORE:
        return True
    first = _STARTS_WORD.match(tail)
    return first is not None and first["letter"].islower()


def _ends(text: str, block: Span) -> Iterator[int]:
    start = block.start
    for match in _END.finditer(text, block.start, block.end):
        if match.start() > start and not _is_end(text, start, match, block.end):
            continue
        yield match.end()
        start = match.end()
    if start < block.end:
        yield block.end


_NEXT = re.compile(rf"[\s{INVISIBLE}]*(?P<open>[«“\"„‟‘'(\[]*)[{INVISIBLE}]*(?P<first>\S?)")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_NEXT_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\.?")


def _is_end(text: str, start: int, match: re.Match[str], limit: int) -> bool:
    """Does this mark end the sentence that began at start?"""
    following = _NEXT.match(text, match.end(), limit)
    if following is None or not following["first"]:
        return True
    first = following["first"]
    mark, close = match["mark"], match["close"]
    if following.end() == match.end() + 1 and first.isalpha() and mark[-1] not in _WITHOUT_SPACE:
        is_whole_word = _WHOLE_WORD.search(text, max(start, match.start() - 8), match.start())
        return is_whole_word is not None and _GLUED.match(text, match.end(), limit) is not None
    pause = (len(mark) > 1 and set(mark) <= {".", "…"}) or mark == "…"
    if pause or first.islower() or first in ",;:،؛–—-":
        return False
    word_match = _NEXT_WORD.match(text, following.start("first"), limit)
    word = fold_word(word_match[0].rstrip(".")) if word_match else ""
    if mark == "." and close in (None, ")"):
        before = text[max(start, match.start() - 24) : match.start()]
        return not _is_abbreviation(before, first, word)
    if not word and not following["open"]:  # an emoji or a sign still belongs to what it follows
        return first in "#@"
    if mark != "." and close is not None:
        return not _clause_goes_on(text, start, following.start("first"), word)
    return True


def _is_abbreviation(before: str, first: str, word: str) -> bool:
    """Does the full stop after these words shorten the last of them, and the sentence go on?"""
    last = _LAST_WORD.search(before)
    if last is None or len(last[0]) > _ABBREVIATION_LENGTH:
        return False
    raw, earlier = last[0], before[: last.start()]
    if raw in _ABBREVIATED_PLURALS:
        return first.isupper()
    name = fold_word(raw)
    if raw.isdigit():  # the number of a list item, at the start of its line
        return not earlier.strip() and len(raw) < 3
    if len(raw) == 1 and raw.isupper() and not earlier.endswith("-"):
        return raw == "M" or (first.isascii() and not _opens_sentence(first, word))
    if name in TITLES or _CLITICS.sub("", name, count=1) in TITLES:
        return not (word.startswith("و") and _unit_of_number(earlier, raw))
    if name in BEFORE_NUMBERS:
        return first.isdigit()
    if name in ("am", "pm", "a.m", "p.m"):
        return not first.isupper() or word in _WHEN
    return (name in EITHER or "." in name) and not _opens_sentence(first, word)


def _unit_of_number(before: str, raw: str) -> bool:
    """In "1446 هـ." and "2025 م." the letter belongs to a number and the stop may be a stop."""
    return raw in ("م", "ت", "ق", "ه", "هـ", "س") and before.rstrip()[-1:].isdigit()


def _opens_sentence(first: str, word: str) -> bool:
    if _ORDINAL.fullmatch(word):  # "the U.S. 9th Circuit"
        return False
    return not first.isalpha() or word in OPENERS


def _clause_goes_on(text: str, start: int, after: int, word: str) -> bool:
    """After a quoted question: «...؟» صاح العضو, or "...?" Smith asked."""
    if word in GOES_ON:
        return True
    opens_quoted = text[start : start + 8].lstrip().startswith(("“", '"', "«", "‘", "'"))
    return opens_quoted and bool(_ASKS.match(text, after, after + 80))
