"""Who a source phrase means on its page: one name for each, however it is spelt or shortened.

A mention is the same source as an earlier one if its words are among the earlier one's (a surname,
a title alone), or if it is the definite echo of an indefinite first mention ("مصادر ليبية", then
"المصادر"; "a spokesman", then "the spokesman"). Pronouns and empty sources mean the last source
that agrees with the verb. When in doubt a mention is a source of its own: a duplicate is mended
more easily than a wrong merge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.attribution.languages import Language
from claims.attribution.naming import Mention, read_mention
from claims.attribution.text import Span, Token, tokenise

UNNAMED = {"ar": "جهة غير محددة", "en": "unspecified", "fr": "non précisé"}
_NAMES_BEFORE = 4  # tokens before a surname in which its given names are looked for


@dataclass(slots=True)
class Source:
    """One source of a page: its fullest name so far, its words, and where it was last named."""

    name: str
    kind: str
    anonymity: str
    stems: set[str]
    head: str
    gender: str
    last: tuple[Span, ...]
    known_through: "Source | None" = None  # the relay that brought it in
    mentions: list[Mention] = field(default_factory=list)


class Page:
    """The sources named so far, in the order of their last mention."""

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._language = language
        self._sources: list[Source] = []
        self._tokens: list[Token] | None = None
        self._unnamed: Source | None = None

    def resolve(
        self, spans: Sequence[Span], *, impersonal: bool, gender: str, before: Source | None
    ) -> Source:
        """The source that a mention means; the mention becomes its latest one.

        Gender is what the verb asks for ("m", "f", "p"); before is the source of the cue before
        this one in the same sentence, if it had none of its own either.
        """
        surface = " ".join(span.of(self._text) for span in spans).strip()
        tokens = [token for token in tokenise(surface) if token.is_word]
        if not tokens:
            if impersonal or not self._sources:
                return self._nobody()
            return before or self._last_that_agrees(gender)
        if self._sources and all(
            "pronoun" in self._language.classes_of(token.norm) for token in tokens
        ):
            return self._touch(self._last_that_agrees(gender), spans)
        mention = read_mention(surface, self._language)
        source = self._find(mention) or self._add(mention)
        self._widen(source, mention)
        return self._touch(source, spans)

    def _nobody(self) -> Source:
        if self._unnamed is None:
            name = UNNAMED.get(self._language.code, UNNAMED["en"])
            self._unnamed = Source(name, "unnamed_reports", "unnamed", set(), "", "", ())
        return self._unnamed

    def _last_that_agrees(self, gender: str) -> Source:
        for source in reversed(self._sources[-4:]):
            if source.kind == "unnamed_reports":
                continue
            if not gender or source.gender == gender:
                return source
        return self._sources[-1]

    def _touch(self, source: Source, spans: Sequence[Span]) -> Source:
        source.last = tuple(spans)
        self._sources.remove(source)
        self._sources.append(source)
        return source

    def _find(self, mention: Mention) -> Source | None:
        stems = set(mention.stems)
        for source in reversed(self._sources):
            if self._is_same(mention, stems, source):
                return source
        return None

    def _is_same(self, mention: Mention, stems: set[str], source: Source) -> bool:
        if any(m.stems == mention.stems and m.name == mention.name for m in source.mentions):
            return True
        if not mention.is_definite and mention.kind not in ("person",):
            return False
        if stems <= source.stems:
            return self._heads_agree(mention, source)
        names = [m.name_stems for m in source.mentions]
        if source.kind == "person" and mention.kind == "person":
            return any(one <= mention.name_stems for one in names if one)
        if mention.kind == source.kind and mention.head == source.head:
            return any(set(m.stems) < stems and len(m.stems) > 1 for m in source.mentions)
        return False

    def _heads_agree(self, mention: Mention, source: Source) -> bool:
        """A word of another source's name is no mention of it ("ministry" in "minister")."""
        if mention.head == source.head:
            return True
        if any(mention.head in m.name_stems for m in source.mentions):
            return source.kind in ("person", mention.kind)
        return source.kind == "person" and mention.kind in ("person", "anonymous_group")

    def _add(self, mention: Mention) -> Source:
        source = Source(
            name=self._full_name(mention),
            kind=mention.kind,
            anonymity=mention.anonymity,
            stems=set(),
            head=mention.head,
            gender=mention.gender,
            last=(),
        )
        self._sources.append(source)
        return source

    def _widen(self, source: Source, mention: Mention) -> None:
        """A later mention may know the name that the first did not say."""
        source.mentions.append(mention)
        source.stems.update(mention.stems)
        if source.kind != "person" or mention.kind != "person":
            return
        first = source.mentions[0]
        fuller = len(mention.name.split()) > len(source.name.split())
        if (
            mention.anonymity == "named"
            and (source.anonymity == "role" or fuller)
            and (source.anonymity == "role" or first.name_stems <= mention.name_stems)
        ):
            source.name, source.anonymity = mention.name, "named"

    def _full_name(self, mention: Mention) -> str:
        """A surname alone, with the given names that stand before it elsewhere on the page."""
        if not mention.is_bare_name:
            return mention.name
        if self._tokens is None:
            self._tokens = tokenise(self._text)
        for index, token in enumerate(self._tokens):
            if token.text != mention.name or not index:
                continue
            given = index
            while given > 0 and index - given < _NAMES_BEFORE:
                before = self._tokens[given - 1]
                if not self._language.may_be_given_name(before):
                    break
                if before.end + 1 < self._tokens[given].start:
                    break
                given -= 1
            if given < index:
                return " ".join(one.text for one in self._tokens[given : index + 1])
        return mention.name
