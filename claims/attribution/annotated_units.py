"""The units that lines of an annotated article (.art) number: sentences.

They are cut by rules of their own, so that what was annotated stays what it is when the engine's
sentences change.
"""

import re

_CLOSING = "\"”»’'“)]"
_ENDS = re.compile(r"[.!?؟…]+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«\"“])(?:[وفبلك]?(?:ال)?(?:د|أ|م|ا|ص|ت|ق|هـ|ه|مج|ط|ع|س|ن|ج))$"
    r"|(?:^|[\s.])(?:أ\.د|ا\.د|ق\.م|ص\.ب|ذ\.م|ش\.م)$|(?:^|\s)(?:[A-Z]|Dr|Mr|St|No|vs)$"
)


def units_of(text: str) -> list[tuple[int, int]]:
    """The stretches that an annotator counts: sentences, by the plainest of rules."""
    found: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n\r]+", text):
        start = line.start()
        for mark in _ENDS.finditer(text, line.start(), line.end()):
            end = mark.end()
            if mark.group() == "." and _goes_on(text[start : mark.start()], text[end : end + 1]):
                continue
            while end < line.end() and text[end] in _CLOSING:
                end += 1
            if end == line.end() or text[end].isspace():
                found.append((start, end))
                start = end
        found.append((start, line.end()))
    trimmed = (_trimmed(text, start, end) for start, end in found)
    return [(start, end) for start, end in trimmed if start < end]


def _goes_on(before: str, after: str) -> bool:
    """Is this full stop part of a number, an abbreviation or an address?"""
    return bool(
        (re.search(r"\d$", before) and re.match(r"\d", after))
        or _ABBREVIATION.search(before)
        or (re.search(r"[A-Za-z]$", before) and re.match(r"[A-Za-z]", after))
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in "\u200f\u200e\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\u200f\u200e"):
        end -= 1
    return start, end
