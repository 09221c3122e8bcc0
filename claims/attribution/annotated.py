"""Annotated articles as people write them (.art), made into documents of the corpus.

The format is described in `corpus/FORMAT.md`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from claims.attribution.annotated_units import units_of

Pair = list[int]  # [start, end): code points of the text
Entry = dict[str, Any]

KINDS = {
    "ag": "anonymous_group",
    "p": "person",
    "o": "organisation",
    "g": "government_body",
    "m": "media_outlet",
    "d": "document",
    "s": "social_media_post",
    "u": "unnamed_reports",
}
_KEYS = (
    "id", "source", "cue", "content", "source_name", "source_kind", "channel", "manner", "chain",
    "via", "inherited", "antecedent",
)  # fmt: skip
_FINAL_MARKS = ".،؟!:؛…,;? \u200f"
_LETTER = re.compile(r"[\u0621-\u0652\u0670\u0671A-Za-z0-9٠-٩]")
_TO_UNIT = re.compile(r"(.*)\.\.\.>(\w+)$")
_NTH = re.compile(r"(.+)@(\d+)$")
_OPENING_QUOTES, _CLOSING_QUOTES = "«“\"‟„‘'”", "»”\"’'“"
_QUOTED_WORDS = re.compile('[«“"”][^«»“”"]{2,}\\s[^«»“”"]*[»”"“]')


class AnnotationError(ValueError):
    """A line of an annotated article that can't be read; it names article and line."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is written: its text, and the lines below it."""

    doc: str
    facts: Mapping[str, Any]
    text: str
    lines: Sequence[str]


class _Source(NamedTuple):
    name: str
    kind: str
    through: str | None  # the key of whom this one is known through


@dataclass(slots=True)
class _Page:
    """An article with its units by their labels ("3", and "3a" for what was split off from it)."""

    text: str
    units: dict[str, tuple[int, int]]
    outlet: str | None = None
    sources: dict[str, _Source] = field(default_factory=dict)
    debris: set[str] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)

    def labels(self, words: Iterable[str]) -> Iterator[str]:
        """The units that "3 5-7" names."""
        order = list(self.units)
        for word in words:
            first, _, last = word.partition("-")
            yield from order[order.index(first) : order.index(last or first) + 1]


def read_articles(written: str) -> Iterator[Article]:
    """The articles of a file, in order."""
    for part in re.split(r"^=== ", written, flags=re.MULTILINE)[1:]:
        head, *lines = part.split("\n")
        doc, _, facts = head.partition(" ")
        text = "\n".join(line[2:] for line in lines if line.startswith("> ") or line == ">")
        others = [line for line in lines if line.strip() and line[:2] not in ("> ", ">")]
        yield Article(doc, json.loads(facts or "{}"), text, others)


def build(article: Article) -> dict[str, Any]:
    """The document of the corpus that an annotated article is.

    Raises: AnnotationError where a line names what is not there, or cuts a word.
    """
    page = _Page(article.text, _numbered(article))
    entries: list[Entry] = []
    for line in article.lines:
        try:
            _read_line(page, line, entries)
        except (ValueError, KeyError) as error:
            raise AnnotationError(f"{article.doc}: {error} in: {line}") from error
    _remember_sources(entries)
    entries = _joined(entries, article)
    _link(page.text, entries)
    order = list(page.units)
    facts = dict(article.facts)
    document = {
        "doc": article.doc,
        "text": page.text,
        "language": facts.pop("language", "ar"),
        "outlet": page.outlet,
        "boilerplate": _debris(page, order),
        "headings": [list(page.units[label]) for label in order if label in page.headings],
        "sentences": [list(page.units[label]) for label in order if label not in page.debris],
        "attributions": [{key: one[key] for key in _KEYS if key in one} for one in entries],
        "origin": {"composed": True, **facts},
    }
    _check(document)
    return document


def _numbered(article: Article) -> dict[str, tuple[int, int]]:
    """The units by label, once those that M joins are one and those that X splits are several."""
    text, units = article.text, units_of(article.text)
    last_of: dict[int, int] = {}
    splits: dict[int, list[str]] = {}
    for line in article.lines:
        if line.startswith("M "):
            try:
                first, end_of = map(int, line.split()[1:])
            except ValueError:
                first = end_of = 0
            if not 0 < first < end_of <= len(units):
                raise AnnotationError(f"{article.doc}: {line!r} names no two units in order.")
            last_of[first] = end_of
        elif line.startswith("X "):
            _, unit, words = [*line.split(" ", 2), "", ""][:3]
            if not (unit.isdecimal() and words):
                raise AnnotationError(f"{article.doc}: {line!r} needs a unit and words of it.")
            splits.setdefault(int(unit), []).append(words)
    found: dict[str, tuple[int, int]] = {}
    number = 1
    while number <= len(units):
        last = last_of.get(number, number)
        parts = [(units[number - 1][0], units[last - 1][1])]
        for words in splits.get(number, []):
            start, end = parts.pop()
            at = text.find(words, start, end)
            if at < 0:
                raise AnnotationError(f"{article.doc}: unit {number} has no {words!r} to split at.")
            parts += [(start, start + len(text[start:at].rstrip())), (at, end)]
        for nth, part in enumerate(parts):
            found[f"{number}{'abcdefgh'[nth] if nth else ''}"] = part
        number = last + 1
    return found


def _read_line(page: _Page, line: str, entries: list[Entry]) -> None:
    operation, _, rest = line.partition(" ")
    if line.startswith("#") or operation in ("M", "X"):
        return
    if operation == "O":
        page.outlet = rest.strip()
    elif operation == "B":
        page.debris |= set(page.labels(rest.split()))
    elif operation == "H":
        page.headings |= set(page.labels(rest.split()))
    elif operation == "E":
        key, _, about = rest.partition(" ")
        name, kind, through, *_ = *map(str.strip, about.split(";")), ""
        page.sources[key] = _Source(name, KINDS[kind], through or None)
    else:
        entries.append(_entry(page, [part.strip() for part in line.split("|")]))


def _entry(page: _Page, parts: Sequence[str]) -> Entry:
    unit, key, source, cue, content, *more = parts
    flags = more[0].split() if more else []
    channel = next((flag[3:] for flag in flags if flag.startswith("ch=")), None)
    through = next((flag[1:] for flag in flags if flag.startswith("<")), page.sources[key].through)
    is_inherited = "inh" in flags
    if unknown := [f for f in flags if f != "inh" and not f.startswith(("ch=", "<"))]:
        raise ValueError(f"unknown flag {unknown[0]!r}")
    spans = {
        role: [] if words == "-" else _spans(page, unit, words)
        for role, words in (("source", source), ("cue", cue), ("content", content))
    }
    if not is_inherited and not spans["cue"]:
        raise ValueError("no cue, and not inherited")
    return {
        **spans,
        "source_name": page.sources[key].name,
        "source_kind": page.sources[key].kind,
        "channel": channel,
        "chain": _chain(page, key, through),
        "inherited": is_inherited,
    }


def _chain(page: _Page, key: str, through: str | None) -> list[str]:
    """The speaker, those who are known to have told it, and the outlet."""
    keys = [key]
    while through is not None and through in page.sources and through not in keys:
        keys.append(through)
        through = page.sources[through].through
    names = [page.sources[one].name for one in keys]
    return names if page.outlet in (None, names[-1]) else [*names, page.outlet]


def _spans(page: _Page, unit: str, words: str) -> list[Pair]:
    """The stretches that anchors name: see the format."""
    start, end = page.units[unit]
    if to_unit := _TO_UNIT.match(words):
        opening, last = to_unit.groups()
        begin = start if opening == "*" else _find(page.text, (start, end), opening, whole=True)
        return [[begin, _without_marks(page.text, begin, page.units[last][1])]]
    return [_span(page.text, (start, end), part.strip()) for part in words.split(" + ")]


def _span(text: str, within: tuple[int, int], anchor: str) -> Pair:
    start, end = within
    if anchor == "*":
        return [start, _without_marks(text, start, end)]
    words, nth = _nth(anchor)
    if words.endswith("..."):
        begin = _find(text, within, f"{words[:-3]}@{nth}")
        return [begin, _without_marks(text, begin, end)]
    if ".." not in words:
        begin = _find(text, within, f"{words}@{nth}", whole=True)
        return [begin, begin + len(words)]
    first, _, last = words.partition("..")
    begin = _find(text, within, f"{first}@{nth}")
    at = begin + len(first) - 1
    while (at := text.find(last, at + 1, end)) >= 0:
        if not _cuts(text, at + len(last)):
            return [begin, at + len(last)]
    raise ValueError(f"{last!r} is not after {first!r}")


def _nth(anchor: str) -> tuple[str, int]:
    found = _NTH.match(anchor)
    return (found.group(1), int(found.group(2))) if found else (anchor, 1)


def _find(text: str, within: tuple[int, int], anchor: str, *, whole: bool = False) -> int:
    """Where the nth occurrence of some words begins; with `whole` they end with a word, too."""
    words, left = _nth(anchor)
    at = within[0] - 1
    while (at := text.find(words, at + 1, within[1])) >= 0:
        if _cuts(text, at) or (whole and _cuts(text, at + len(words))):
            continue
        left -= 1
        if not left:
            return at
    raise ValueError(f"{anchor!r} is not in the unit")


def _cuts(text: str, at: int) -> bool:
    """Are there letters on both sides of this place?"""
    return 0 < at < len(text) and bool(_LETTER.match(text[at - 1]) and _LETTER.match(text[at]))


def _without_marks(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(_FINAL_MARKS))


def _place(entry: Entry) -> int:
    start: int = (entry["cue"] or entry["content"])[0][0]
    return start


def _remember_sources(entries: Sequence[Entry]) -> None:
    """Who isn't named at a cue was named before: that is the antecedent."""
    last: dict[str, list[Pair]] = {}
    for entry in sorted(entries, key=_place):
        if entry["source"]:
            last[entry["source_name"]] = entry["source"]
        else:
            entry["antecedent"] = last.get(entry["source_name"], [])


def _joined(entries: list[Entry], article: Article) -> list[Entry]:
    """Give the content of an entry below "#+" to the one above it, below "#-" to the one below."""
    into: dict[int, int] = {}
    number, towards = -1, 0
    for line in article.lines:
        if line.startswith(("#+", "#-")):
            towards = -1 if line[1] == "+" else 1
        elif "|" in line and not line.startswith(("#", "E ", "O ", "X ")):
            number += 1
            if towards:
                into[number], towards = number + towards, 0
    for gone, goal in into.items():
        if not 0 <= goal < len(entries) or into.get(goal) == gone:
            raise AnnotationError(f"{article.doc}: '#+' or '#-' leads to no entry.")
        while goal in into:
            goal = into[goal]  # noqa: PLW2901  # that one goes to another itself
        entries[goal]["content"] = sorted(entries[goal]["content"] + entries[gone]["content"])
    return [entry for number, entry in enumerate(entries) if number not in into]


def _link(text: str, entries: Sequence[Entry]) -> None:
    """Number the entries; say how each is quoted, and which one it is nested in or relayed by."""
    for number, entry in enumerate(entries):
        entry["id"], entry["manner"] = number, _manner(text, entry["content"])
        entry["via"] = _via(number, entries)


def _via(number: int, entries: Sequence[Entry]) -> int | None:
    entry = entries[number]
    if len(entry["chain"]) < 2:
        return None
    above = [
        other
        for other, one in enumerate(entries)
        if other != number and one["source_name"] == entry["chain"][1]
    ]
    mine = _covered(entry["cue"] or entry["content"])
    around = [other for other in above if mine <= _covered(entries[other]["content"])]
    if around:
        return min(around, key=lambda other: len(_covered(entries[other]["content"])))
    same = [other for other in above if entries[other]["content"] == entry["content"]]
    if same:
        return same[0]
    before = [other for other in above if _place(entries[other]) <= _place(entry)]
    return max(before, key=lambda other: _place(entries[other])) if before else None


def _covered(spans: Iterable[Sequence[int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _manner(text: str, content: Iterable[Pair]) -> str:
    """Direct if all of it stands in quotation marks, mixed if two words or more of it do."""
    pieces = [text[start:end].strip(" .،,:؛") for start, end in content]
    if pieces and all(map(_is_quoted, pieces)):
        return "direct"
    return "mixed" if any(map(_QUOTED_WORDS.search, pieces)) else "indirect"


def _is_quoted(piece: str) -> bool:
    if len(piece) < 3 or piece[0] not in _OPENING_QUOTES:
        return False
    return piece[-1] in _CLOSING_QUOTES or not any(mark in piece[1:] for mark in "»”")


def _debris(page: _Page, order: Sequence[str]) -> list[Pair]:
    """Page debris; units of it that follow each other are one stretch."""
    found: list[Pair] = []
    was_debris = False
    for label in order:
        start, end = page.units[label]
        is_debris = label in page.debris
        if is_debris and was_debris and not page.text[found[-1][1] : start].strip():
            found[-1][1] = end
        elif is_debris:
            found.append([start, end])
        was_debris = is_debris
    return found


def _check(document: Mapping[str, Any]) -> None:
    text = document["text"]
    debris = _covered(document["boilerplate"])
    for entry in document["attributions"]:
        for role in ("source", "cue", "content"):
            for start, end in entry[role]:
                if _cuts(text, start) or _cuts(text, end):
                    raise AnnotationError(
                        f"{document['doc']}: a {role} cuts a word: {text[start:end]}"
                    )
                if debris & set(range(start, end)):
                    raise AnnotationError(
                        f"{document['doc']}: a {role} lies in page debris: {text[start:end]}"
                    )
