"""What the engine knows of a language: its cues with their frames, and classes of its words.

A language is a folder of tables (see docs/adding-a-language.md) read into one Language. The
machinery asks only what this file offers, so that a new language brings data and no new rules.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress
from typing import ClassVar, NamedTuple

from claims.attribution.kept import Kept
from claims.attribution.languages.files import read_classes
from claims.attribution.text import Token, fold_word

NO_CLASSES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of one cue: how it is spelt is the key under which a language keeps it.

    kind: "verb", "noun", "preposition" (its noun phrase is the source), "adjective", "colon".
    form: "finite", "base", "ing", "participle", "plain" (all that does not inflect).
    frames: what may follow, by the letters the tables explain: c (clause), q (quotation), n (noun
        phrase), ... and x for words that usually report nothing.
    """

    lemma: str
    kind: str
    form: str
    cue_class: str
    frames: frozenset[str]
    hedge: str | None = None

    def __hash__(self) -> int:
        return hash(self.lemma)  # cues are parts of keys, and few have the same


NO_READINGS: tuple[Cue, ...] = ()
# What is asked of a word again and again is answered once for each spelling.
_KEPT = ("look_at", "naming_of", "noun_classes_of", "bare_stem")
_MOST_KEPT = 1 << 16


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue candidate: tokens[first:last + 1], and every reading the lexicon has for them."""

    first: int
    last: int
    readings: tuple[Cue, ...]


class Look(NamedTuple):
    """What the tables and the letters of one spelling say."""

    classes: frozenset[str]
    readings: tuple[Cue, ...]
    paradigm: str
    is_verb_shaped: bool
    is_definite: bool
    bare: str  # without the article that is written together with it
    begins_with_to: bool


class OtherSense(NamedTuple):
    """Words that, within `reach` words after a verb, say that it does not report."""

    words: frozenset[str]
    reach: int


class SaidBy(NamedTuple):
    """Words that, within `reach` words after a verb, say that it reports like another verb."""

    words: frozenset[str]
    reach: int
    like: str


@dataclass(frozen=True, eq=False)
class Language:
    """The tables of one language; all spellings are folded (text.fold_word)."""

    has_capitals: ClassVar[bool] = True  # names begin with them
    head_comes_last: ClassVar[bool] = False  # in a noun phrase, before "of"

    code: str
    cues: Mapping[str, tuple[Cue, ...]]
    phrases: Mapping[
        str, tuple[tuple[tuple[str, ...], tuple[Cue, ...]], ...]
    ]  # by first word, longest first
    classes: Mapping[str, frozenset[str]]  # of a word: "pronoun", "time", "title", "document", ...
    proclitics: frozenset[str] = frozenset()  # letters written onto the word after them ("and")
    naming: Mapping[str, frozenset[str]] = field(default_factory=dict)  # names.txt: "given_f", ...
    talk: Mapping[str, frozenset[str]] = field(default_factory=dict)  # talk.txt: "spreads", ...
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)  # lists.txt, by their name
    other_senses: Mapping[str, tuple[OtherSense, ...]] = field(default_factory=dict)  # by lemma
    said_by: Mapping[str, SaidBy] = field(default_factory=dict)  # by every form of a verb
    _members: dict[str, frozenset[str]] = field(default_factory=dict)
    _verbs: dict[tuple[str, bool], frozenset[str]] = field(default_factory=dict)
    _endings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _begins_cue: Kept[str, bool] = field(init=False)
    _first_of_two: frozenset[str] = field(init=False)  # of the names of two words in names.txt

    def __post_init__(self) -> None:
        object.__setattr__(self, "_begins_cue", Kept(self._may_begin_cue))
        firsts = (name.partition("_")[0] for name in self.naming if "_" in name)
        object.__setattr__(self, "_first_of_two", frozenset(firsts))
        for name in _KEPT:
            object.__setattr__(self, name, lru_cache(maxsize=_MOST_KEPT)(getattr(self, name)))

    def look_at(self, norm: str) -> Look:
        """All answers about one spelling that many ask for."""
        return Look(
            self.classes_of(norm),
            self.readings_of(norm),
            self.paradigm_of(norm),
            self.is_verb_shaped(norm),
            self.is_definite(norm),
            self.without_article(norm),
            self.begins_with_to(norm),
        )

    def classes_of(self, norm: str) -> frozenset[str]:
        return self.classes.get(norm, NO_CLASSES)

    def naming_of(self, norm: str) -> frozenset[str]:
        """Classes of a word that only the naming of sources asks about."""
        return self.naming.get(norm, NO_CLASSES)

    def naming_of_two(self, norm: str, following: str) -> frozenset[str]:
        """The same of a name of two words, "بيت الأبيض"; empty for any others."""
        if self.without_article(norm) not in self._first_of_two:
            return NO_CLASSES
        return self.naming_of(f"{norm}_{following}")

    def talk_of(self, norm: str) -> frozenset[str]:
        """Classes of a word in "what is being said about ...", that only talk.py asks about."""
        return self.talk.get(norm, NO_CLASSES)

    def noun_classes_of(self, norm: str) -> frozenset[str]:
        """Its classes without those that say nothing of what a phrase with this head names."""
        return self.classes_of(norm)

    def readings_of(self, norm: str) -> tuple[Cue, ...]:
        """What the lexicon says of one word, with or without a proclitic."""
        found = self.cues.get(norm, ())
        if not found and norm[:1] in self.proclitics:
            found = self.cues.get(norm[1:], ())
        return found

    def stem_of(self, norm: str) -> str:
        """A rough stem, one for many forms of a word; the word itself where none is needed."""
        return norm

    def bare_stem(self, norm: str) -> str:
        """The stem of a word without the article that is written together with it."""
        return self.stem_of(self.without_article(norm))

    def bare_stems(self, norms: Iterable[str]) -> set[str]:
        """The stems of the words that say something: those of three letters or more."""
        return {self.bare_stem(norm) for norm in norms if len(norm) > 2}

    def shape_of(self, norm: str) -> str:
        """What prefixes and endings say of a word, in a few letters."""
        return norm[-3:]

    def kind_of(self, norm: str) -> str:
        """What a word may be inside a noun phrase, in a few letters."""
        return self.shape_of(norm)

    # What follows is answered by languages that write such things together or mark them on the
    # word; the others keep these answers.
    def read_as(self, norm: str, following: Sequence[str]) -> str:
        """The verb that a word stands for because of the words after it; itself, for most."""
        found = self.said_by.get(norm)
        if found is None or found.words.isdisjoint(following[: found.reach]):
            return norm
        return found.like

    def one_word(self, stem: str) -> str:
        """One stem for all words of an office that mean the same ("director", "head")."""
        return stem

    def is_verb_shaped(self, norm: str) -> bool:  # noqa: ARG002
        """Do the letters alone say that a word no table knows is a finite verb?"""
        return False

    def paradigm_of(self, norm: str) -> str:  # noqa: ARG002
        """What the forms of a word say it is, in a letter; empty where nobody knows."""
        return ""

    def begins_with_to(self, norm: str) -> bool:
        """Does an addressee begin with this word: a preposition, or one that is written with it?"""
        return norm in ("to", "à", "au", "aux")

    def begins_with_and(self, norm: str) -> bool:  # noqa: ARG002
        """Is a conjunction written together with this word?"""
        return False

    def without_article(self, norm: str) -> str:
        """The word without an article that is written together with it."""
        return norm

    def is_definite(self, norm: str) -> bool:  # noqa: ARG002
        """Does the word carry the article?"""
        return False

    def is_indefinite(self, norm: str) -> bool:
        """Does a noun phrase that begins with this word bring in somebody new?"""
        return "indefinite" in self.classes_of(norm)

    def may_be_given_name(self, token: Token) -> bool:
        """May this word be a given name, if a surname follows it?"""
        return token.is_word and token.text[:1].isupper() and not self.classes_of(token.norm)

    def clean_name(
        self,
        words: Sequence[str],
        *,
        governed: bool = False,  # noqa: ARG002
        of_many: bool = False,  # noqa: ARG002
    ) -> str:
        """The words of a name as a name is written by itself.

        Governed: a preposition that belongs to the cue may be written onto the first word. Of many:
        "a number of" stood before.
        """
        return " ".join(words)

    def is_nisba(self, norm: str) -> bool:  # noqa: ARG002
        """Is the word made of a place's name, as many family names are?"""
        return False

    def is_many(self, norms: Sequence[str]) -> bool:  # noqa: ARG002
        """Do the first two words only say that there are many ("a number of")?"""
        return False

    def is_several_people(self, norm: str) -> bool:  # noqa: ARG002
        """Does the ending of a noun say that it names several people?"""
        return False

    def is_anybody(self, stem: str) -> bool:  # noqa: ARG002
        """Does the noun with this stem say no more than "the man", "the woman"?"""
        return False

    def owned(self, word: str) -> tuple[str, str] | None:  # noqa: ARG002
        """A noun and the gender of its owner, or "me": "his manager" is ("manager", "m")."""
        return None

    def is_another(self, name: str) -> bool:  # noqa: ARG002
        """Does the name say that one like it was named before ("another witness")?"""
        return False

    def one_of(self, group: str) -> str:
        """The name of one of a group that was named before ("one of them")."""
        return group

    def is_future(self, norm: str) -> bool:  # noqa: ARG002
        """Does the spelling of this imperfect say that it has not happened yet?"""
        return False

    def is_second_person(self, norm: str) -> bool:  # noqa: ARG002
        """Does the spelling of this imperfect say "you"?"""
        return False

    def is_first_person(self, word: str, reading: Cue) -> bool:  # noqa: ARG002
        """Is this "I think" rather than "he thought", as it stands in the text?"""
        return False

    def is_charge(self, norm: str) -> bool:  # noqa: ARG002
        """Is this a noun with the preposition after which a verb of accusing has its charge?"""
        return False

    def gender_of_subject(self, norm: str, reading: Cue) -> str:  # noqa: ARG002
        """Whom a verb asks for by its letters: "m", "f", "p"; empty where they do not tell."""
        return ""

    def gender_of_speaker(self, norm: str) -> str:  # noqa: ARG002
        """ "m" or "f" for a noun that names one who speaks, "1" for somebody; empty if unknown."""
        return ""

    def is_recipient(self, norm: str) -> bool:  # noqa: ARG002
        """Is this a noun or pronoun written together with "to" or "by"?"""
        return False

    def is_passive(self, word: str) -> bool:  # noqa: ARG002
        """Does the spelling of this verb, as it stands in the text, say that it is passive?"""
        return False

    def is_governed(self, norm: str) -> bool:  # noqa: ARG002
        """Is this a noun written together with the preposition that a verb asks for?"""
        return False

    def is_adjective_of(self, norm: str, noun: str) -> bool:  # noqa: ARG002
        """Does an adjective of origin or rank belong to the noun before it?"""
        return False

    def members(self, name: str) -> frozenset[str]:
        """All words of one class, or of a list that gives its words no class."""
        if name not in self._members:
            self._members[name] = self.lists.get(name) or frozenset(
                word for word, names in self.classes.items() if name in names
            )
        return self._members[name]

    def verbs(self, form: str, *, strong: bool = False) -> frozenset[str]:
        """All cues of one word that are verbs in a form; strong ones are hardly ever another."""
        found = self._verbs.get((form, strong))
        if found is None:
            found = self._verbs[form, strong] = frozenset(
                word
                for word, readings in self.cues.items()
                if any(
                    cue.kind == "verb" and cue.form == form and not (strong and "x" in cue.frames)
                    for cue in readings
                )
            )
        return found

    def endings(self, name: str) -> tuple[str, ...]:
        """The word endings a language lists under a name ("adverb_ending": "ly"), for endswith."""
        found = self._endings.get(name)
        if found is None:
            found = self._endings[name] = tuple(self.members(name))
        return found

    def find_cues(self, tokens: Sequence[Token]) -> list[FoundCue]:
        """All cue candidates among these tokens, in order; the longest phrase wins its words."""
        found: list[FoundCue] = []
        end = 0
        norms = tuple([norm for _, _, _, norm in tokens])
        for position in compress(range(len(norms)), map(self._begins_cue.__getitem__, norms)):
            if position < end:
                continue
            norm = norms[position]
            readings = self.readings_of(norm)
            end = position + 1
            if norm in self.phrases:
                length, of_phrase = self._phrases_at(norms, position)
                if of_phrase:
                    end, readings = position + length, of_phrase
            if readings:
                found.append(FoundCue(position, end - 1, readings))
        return found

    def _may_begin_cue(self, norm: str) -> bool:
        return bool(self.readings_of(norm)) or norm in self.phrases

    def _phrases_at(self, norms: tuple[str, ...], position: int) -> tuple[int, tuple[Cue, ...]]:
        for words_, readings in self.phrases[norms[position]]:
            if norms[position : position + len(words_)] == words_:
                return len(words_), readings
        return 1, ()


def build(
    code: str,
    cues: Iterable[tuple[str, Cue]],
    classes: Mapping[str, frozenset[str]],
    proclitics: frozenset[str] = frozenset(),
) -> Language:
    """Make a Language of (spelling, cue) pairs; a spelling of several words becomes a phrase."""
    single: dict[str, dict[Cue, None]] = {}
    phrases: dict[str, dict[tuple[str, ...], dict[Cue, None]]] = {}
    for spelling, cue in cues:
        parts = tuple(fold_word(part) for part in spelling.split())
        if len(parts) == 1:
            single.setdefault(parts[0], {})[cue] = None
        else:
            phrases.setdefault(parts[0], {}).setdefault(parts, {})[cue] = None
    return Language(
        code=code,
        cues={norm: tuple(readings) for norm, readings in single.items()},
        phrases={
            first: tuple(
                (parts, tuple(readings))
                for parts, readings in sorted(found.items(), key=lambda item: -len(item[0]))
            )
            for first, found in phrases.items()
        },
        classes=classes,
        proclitics=proclitics,
        naming=read_classes(code, "names.txt"),
    )
