"""Who a source phrase means on its page: one name for each, however it is spelt or shortened.

A mention is the same source as an earlier one if its words are among the earlier one's (a surname,
a title alone), or if it is the definite echo of an indefinite first mention ("مصادر ليبية", then
"المصادر"; "a spokesman", then "the spokesman"). Pronouns and empty sources mean the last source
that agrees with the verb. When in doubt a mention is a source of its own: a duplicate is mended
more easily than a wrong merge.
"""

from collections.abc import Sequence
from functools import cached_property

from claims.attribution.full_phrases import find_full_phrase
from claims.attribution.languages import Language
from claims.attribution.naming import Mention, read_mention
from claims.attribution.page_sources import Asked, Source, agrees, is_relative
from claims.attribution.people import (
    Person,
    find_aliases,
    find_full_name,
    find_people,
    office_words,
)
from claims.attribution.text import Span, Token, fold_word, tokenise

UNNAMED = {"ar": "جهة غير محددة", "en": "unspecified", "fr": "non précisé"}
_SOURCES_BACK = 4  # among which a pronoun or a verb without subject looks for its own


class Page:
    """The sources named so far, in the order of their last mention."""

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._language = language
        self._sources: list[Source] = []
        self._known_people: list[Person] | None = None
        self._unnamed: Source | None = None

    def resolve(self, asked: Asked) -> Source:
        """The source that a mention means; the mention becomes its latest one."""
        source = self._resolve(asked)
        source.is_nested = asked.is_nested
        return source

    def _resolve(self, asked: Asked) -> Source:
        spans = asked.spans
        surface = " ".join(span.of(self._text) for span in spans).strip()
        tokens = [token for token in tokenise(surface) if token.is_word]
        if not tokens:
            if asked.impersonal:
                return self._nobody()
            return asked.before or self._unspoken(asked)
        if self._is_pronoun(tokens):
            known = self._meant_by_pronoun(tokens[0].norm, asked)
            return self._touch(known, spans) if known else self._nobody()
        mention = read_mention(surface, self._language, governed=asked.governed)
        source = self._owned(mention)
        if source is not None:
            return self._touch(source, spans)
        source = self._find(mention) or self._announced(mention) or self._add(mention, asked)
        self._widen(source, mention)
        source.in_heading = asked.is_heading and (source.in_heading or not source.last)
        return self._touch(source, spans)

    def _owned(self, mention: Mention) -> Source | None:
        """ "مديره" by whose manager he is: the last source that the pronoun may mean."""
        first, *rest = mention.name.split()
        found = self._language.owned(first)
        if found is None or (rest and mention.kind == "person" and mention.anonymity == "named"):
            return None
        noun, gender = found
        if gender == "me":
            owner = next((s for s in reversed(self._sources) if s.kind == "person"), None)
        else:
            owner = self._last_that_agrees(gender, gender)
        if owner is None or owner.kind == "unnamed_reports":
            return None
        owner = owner.owner or owner
        name = " ".join([noun, owner.name, *rest])
        known = next((s for s in self._sources if s.owner is owner and s.name == name), None)
        if known is None:
            known = self._new(name, mention)
            known.owner = owner
            known.known_through = owner if gender == "me" else None
        self._widen(known, mention)
        return known

    def without_addressee(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        """ "طالب مدير البنك سالم بـ": if the page says that another holds this office, the one whom
        it names elsewhere as Salem is the one spoken to, and no part of the speaker."""
        if len(spans) != 1 or not self._holders:
            return spans
        tokens = [t for t in tokenise(self._text, spans[0].start, spans[0].end) if t.is_word]
        if len(tokens) < 3 or all(tokens[-1].norm != p.surname for p in self._people()):
            return spans
        holders = self._holders.get(office_words(tokens[:-1], self._language), ())
        if not holders or any(tokens[-1].norm in (p.surname, p.given) for p in holders):
            return spans
        return (Span(tokens[0].start, tokens[-2].end),)

    @cached_property
    def _holders(self) -> dict[frozenset[str], list[Person]]:
        """Those whom the page names with an office, by its words."""
        found: dict[frozenset[str], list[Person]] = {}
        for person in self._people():
            if person.office:
                found.setdefault(person.office, []).append(person)
        return found

    def _is_pronoun(self, tokens: Sequence[Token]) -> bool:
        """ "هو"; "معاليه" by itself means no less who was named before."""
        first, *rest = (self._language.naming_of(token.norm) for token in tokens[:2])
        if "his_excellency" in first and all("circumstance" in names for names in rest):
            return True  # "معاليه خلال الزيارة"
        return all("pronoun" in self._language.classes_of(token.norm) for token in tokens)

    def _unspoken(self, asked: Asked) -> Source:
        """Who is meant by a verb without subject: the last source that agrees, or the person
        whom the page has named since, or before any source."""
        agreeing = self._last_that_agrees(asked.gender, asked.gender, inside=asked.is_nested)
        if agreeing is not None:
            return agreeing
        person = self._person_before(asked.at, asked.gender)
        if person is not None:
            return self._named(person)
        return self._sources[-1] if self._sources else self._nobody()

    def _meant_by_pronoun(self, norm: str, asked: Asked) -> Source | None:
        """The last source that a pronoun may mean; for "he" and "she" also a person of the page."""
        if "one_of_them" in self._language.classes_of(norm):
            return self._one_of_them()
        is_his = "his_excellency" in self._language.naming_of(norm)
        gender = "m" if is_his else _PRONOUNS.get(norm, asked.gender)
        known = self._last_that_agrees(gender, "") or self._of_unknown_gender(gender)
        person = self._person_before(asked.at, gender) if gender in ("m", "f") else None
        if known is None and person is not None and (is_his or norm in _PRONOUNS):
            return self._named(person)
        return known or (self._sources[-1] if self._sources else None)

    def _of_unknown_gender(self, gender: str) -> Source | None:
        """The last person of whom no table and no pronoun has said it yet; this pronoun does."""
        recent = reversed(self._sources[-_SOURCES_BACK:])
        person = next((s for s in recent if s.kind == "person" and not s.gender), None)
        if person is None or gender not in ("m", "f"):
            return None
        person.gender = gender
        return person

    def _one_of_them(self) -> Source | None:
        """ "أحدهم" after "مصدران": one of the group that spoke last."""
        group = next((s for s in reversed(self._sources) if s.kind == "anonymous_group"), None)
        if group is None or group.one_of_them is not None:
            return group and group.one_of_them
        name = self._language.one_of(group.name)
        group.one_of_them = self._new(name, read_mention(name, self._language))
        return group.one_of_them

    def _person_before(self, at: int, gender: str) -> Person | None:
        return next(
            (
                person
                for person in reversed(self._people())
                if person.start < at and gender in ("", "p", person.gender)
            ),
            None,
        )

    def _named(self, person: Person) -> Source:
        mention = read_mention(person.name, self._language)
        source = self._find(mention)
        if source is None:
            source = self._new(mention.name, mention)
            source.gender = person.gender
            self._widen(source, mention)
            source.last = (Span(person.start, person.start + len(person.name)),)
        return source

    @cached_property
    def _tokens(self) -> list[Token]:
        return tokenise(self._text)

    def _full_name(self, surname: str) -> Person | None:
        return find_full_name(self._tokens, surname, self._language)

    def _people(self) -> list[Person]:
        if self._known_people is None:
            self._known_people = find_people(self._tokens, self._language)
        return self._known_people

    def _nobody(self) -> Source:
        if self._unnamed is None:
            name = UNNAMED.get(self._language.code, UNNAMED["en"])
            self._unnamed = Source(name, "unnamed_reports", "unnamed", set(), "", "", ())
        return self._unnamed

    def _last_that_agrees(self, gender: str, verb: str, *, inside: bool = True) -> Source | None:
        """Gender: "m", "f", "p" (several), "n" (a thing or a body), or "" for any.

        Who goes on outside all contents is rather one who spoke outside them before.
        """
        agreeing = [
            source
            for source in reversed(self._sources[-_SOURCES_BACK:])
            if source.kind != "unnamed_reports"
            and (not gender or agrees(source, gender, is_verb=bool(verb)))
        ]
        outside = [source for source in agreeing if inside or not source.is_nested]
        return next(iter(outside or agreeing), None)

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

    def _announced(self, mention: Mention) -> Source | None:
        """ "دراسة أميركية" of the headline, which the text goes on to name."""
        if mention.kind not in _ANNOUNCED:
            return None
        for source in self._sources:
            if not source.in_heading or not source.mentions:
                continue
            first = source.mentions[0]
            if (first.kind, first.head) == (mention.kind, mention.head) and not first.has_maker:
                source.name = mention.name
                return source
        return None

    def _is_same(self, mention: Mention, stems: set[str], source: Source) -> bool:
        if any(m.stems == mention.stems and m.name == mention.name for m in source.mentions):
            return True
        if not mention.is_definite and mention.kind not in ("person",):
            return False
        if stems <= source.stems:
            return self._heads_agree(mention, source)
        if source.kind == "person" and mention.kind == "person" and mention.anonymity == "named":
            if self._language.has_capitals and is_relative(source, mention):
                return False
            names = (m.name_stems for m in source.mentions if m.anonymity == "named")
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

    def _add(self, mention: Mention, asked: Asked) -> Source:
        """A new source; under its full name, if the page says it somewhere."""
        alias = self._alias(mention)
        if alias is not None:
            return alias
        person = self._meant(mention, asked)
        if person is None:
            known = self._echoed(mention) or self._named_in_full(mention, asked)
            return known or self._new(mention.name, mention)
        known = self._named(person)
        known.mentions.append(mention)
        known.stems.update(mention.stems)
        return known

    def _alias(self, mention: Mention) -> Source | None:
        """The source that the page calls by another name as well ("المعروف بـ")."""
        if mention.kind != "person" or mention.anonymity != "named" or not mention.name_stems:
            return None
        name = next((n for stems, n in self._aliases if mention.name_stems <= stems), None)
        if name is None:
            return None
        known = read_mention(name, self._language)
        return self._find(known) or self._new(name, known)

    @cached_property
    def _aliases(self) -> list[tuple[frozenset[str], str]]:
        return find_aliases(self._text, self._language)

    def _echoed(self, mention: Mention) -> Source | None:
        """ "الرجل", "السيدة": the last person of this gender who spoke."""
        is_echo = mention.is_definite and len(mention.stems) == 1
        if not is_echo or not self._language.is_anybody(mention.head):
            return None
        return self._last_that_agrees(mention.gender, "")

    def _named_in_full(self, mention: Mention, asked: Asked) -> Source | None:
        """ "الوزارة": the body, document or office that the page has named in full before."""
        is_echo = mention.is_definite and len(mention.stems) == 1 and mention.anonymity != "group"
        if not is_echo or not asked.spans:
            return None
        noun = fold_word(mention.name.split()[0])
        phrase = find_full_phrase(self._tokens, noun, asked.spans[0].start, self._language)
        if phrase is None:
            return None
        full = read_mention(phrase, self._language)
        if full.kind != mention.kind or full.head != mention.head:
            return None
        known = self._find(full) or self._new(full.name, full)
        if not known.mentions:
            self._widen(known, full)
        return known

    def medium_in_full(self, noun: str, *, before: int) -> str | None:
        """The medium that the page has named in full and calls by its noun ("الصحيفة")."""
        phrase = find_full_phrase(self._tokens, noun, before, self._language)
        mention = read_mention(phrase, self._language) if phrase else None
        return mention.name if mention and mention.kind == "media_outlet" else None

    def _meant(self, mention: Mention, asked: Asked) -> Person | None:
        """The person of the page whose surname, given name or office this is."""
        at = asked.spans[0].start if asked.spans else asked.at
        if mention.is_bare_name:
            norm = fold_word(mention.name)
            same = [p for p in self._people() if norm in (p.surname, p.given)]
            if not same and (found := self._full_name(norm)):
                same = [found]
        elif mention.is_office and (mention.is_definite or asked.is_heading):
            words = " ".join(span.of(self._text) for span in asked.spans)
            holders = self._holders.get(office_words(tokenise(words), self._language))
            same = [
                p
                for p in self._people()
                if (mention.head in p.offices and (mention.stems_are_in(p.offices) or p.start > at))
                or (mention.head in p.apposed and mention.stems_are_in(p.apposed))
            ]
            same = [p for p in holders or same if not self._is_of_other_gender(p, mention)]
        else:
            return None
        before = [p for p in same if p.start < at]
        names = {p.name for p in same}
        if before:
            return before[-1]
        return same[0] if len(names) == 1 else None

    def _is_of_other_gender(self, person: Person, mention: Mention) -> bool:
        """Is "the minister" a man's office, and the person a woman, or the other way round?"""
        if person.gender == "f":
            return mention.gender == "m"
        return mention.gender == "f" and "given_m" in self._language.naming_of(person.given)

    def _new(self, name: str, mention: Mention) -> Source:
        source = Source(
            name=name,
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
        if mention not in source.mentions:
            source.mentions.append(mention)
        source.stems.update(mention.stems)
        if source.kind == "document" and mention.has_maker:
            source.name = mention.name
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


_ANNOUNCED = ("document", "media_outlet", "organisation")
_PRONOUNS = {
    "he": "m", "she": "f", "it": "n", "they": "p", "them": "p", "him": "m", "her": "f",
    "il": "m", "elle": "f", "ils": "p", "elles": "p",
}  # fmt: skip
