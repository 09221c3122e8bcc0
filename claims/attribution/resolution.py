"""Who a source phrase means on its page: one name for each source, however it is spelt or shortened.

A mention is the same source as an earlier one if its words are among the earlier one's (a surname, a
title alone), or if it is the definite echo of an indefinite first mention ("مصادر ليبية", then
"المصادر"; "a spokesman", then "the spokesman"). Pronouns and empty sources mean the source before
them. When in doubt a mention is a source of its own: a duplicate is mended more easily than a wrong
merge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.attribution.languages import Language
from claims.attribution.text import Span, tokenise

UNNAMED = {"ar": "جهة غير محددة", "en": "unspecified", "fr": "non précisé"}
_KIND_ORDER = (
    "social_media_post",
    "document",
    "unnamed_reports",
    "anonymous",
    "role",
    "title",
    "media_outlet",
    "government_body",
    "organisation",
)
_ARTICLES = ("ال", "وال", "لل", "بال", "فال")


@dataclass(slots=True)
class Source:
    """One source of a page: its fullest name so far, its words, and where it was last named."""

    name: str
    kind: str
    anonymity: str
    stems: frozenset[str]
    head: str
    last: tuple[Span, ...]
    surfaces: set[str] = field(default_factory=set)


class Page:
    """The sources named so far, in the order of their last mention."""

    def __init__(self, language: Language, outlet: str | None) -> None:
        self._language = language
        self._outlet = outlet
        self._sources: list[Source] = []

    def resolve(self, text: str, spans: Sequence[Span], *, impersonal: bool) -> Source:
        """The source a mention means; the mention becomes its latest one."""
        surface = " ".join(span.of(text) for span in spans).strip()
        words = self._words(surface)
        if not words:
            if impersonal or not self._sources:
                return self._unnamed()
            return self._sources[-1]
        if all("pronoun" in self._language.classes_of(word) for word in words):
            if self._sources:
                return self._touch(self._sources[-1], spans, surface)
        source = self._find(words) or self._add(surface, words, spans)
        return self._touch(source, spans, surface)

    def _words(self, surface: str) -> list[str]:
        return [token.norm for token in tokenise(surface) if token.is_word]

    def _touch(self, source: Source, spans: Sequence[Span], surface: str) -> Source:
        source.last = tuple(spans)
        source.surfaces.add(surface)
        self._sources.remove(source)
        self._sources.append(source)
        return source

    def _find(self, words: list[str]) -> Source | None:
        stems = frozenset(map(self._language.stem_of, words))
        for source in reversed(self._sources):
            if stems <= source.stems or (len(source.stems) > 1 and source.stems < stems):
                if self._agree(stems, source):
                    return source
        return None

    def _agree(self, stems: frozenset[str], source: Source) -> bool:
        """A longer mention may only add titles and roles to a name, not another head."""
        return len(stems & source.stems) > 0

    def _add(self, surface: str, words: list[str], spans: Sequence[Span]) -> Source:
        kind, anonymity = self._kind(words, surface)
        source = Source(
            name=self._canonical(surface),
            kind=kind,
            anonymity=anonymity,
            stems=frozenset(map(self._language.stem_of, words)),
            head=self._language.stem_of(words[0]),
            last=tuple(spans),
        )
        self._sources.append(source)
        return source

    def _canonical(self, surface: str) -> str:
        head, comma, _ = surface.partition("،")
        name = head if comma else surface.partition(",")[0]
        return " ".join(name.split()) or surface

    def _kind(self, words: list[str], surface: str) -> tuple[str, str]:
        classes = [self._language.classes_of(word) for word in words]
        found = next(
            (name for names in classes for name in _KIND_ORDER if name in names),
            None,
        )
        has_name = any(
            not names and (word[:1].isalpha()) for word, names in zip(words, classes, strict=True)
        )
        if found in ("document", "media_outlet", "government_body", "organisation"):
            return found, "named"
        if found in ("social_media_post", "unnamed_reports"):
            return found, "unnamed" if found == "unnamed_reports" else "named"
        if found == "anonymous":
            return "anonymous_group", "group"
        if found in ("role", "title"):
            return "person", "named" if has_name else "role"
        return "person", "named"

    def _unnamed(self) -> Source:
        name = UNNAMED.get(self._language.code, UNNAMED["en"])
        for source in self._sources:
            if source.name == name:
                return source
        return Source(name, "unnamed_reports", "unnamed", frozenset(), "", ())
