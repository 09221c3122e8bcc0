"""Arabic and Latin spellings of one name, compared by sound: حفتر, Haftar, Hafter and Hifter.

A word becomes its consonants with what is heard between them. Arabic writes long vowels only and
Latin transcribers disagree about the short ones, so consonants weigh most, long vowels less
(Hassan is not Hussein), short vowels next to nothing. The idea of a consonant skeleton is that of
Arabic Soundex; here it is only the index key (`name_key`), the alignment decides.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from sources.names import fold

KNOWN_SPELLING: Final = 0.98
_ARABIC_LETTER = re.compile("[\u0620-\u064a\u0671-\u06d3]")
_ARABIC_SOUNDS = dict(zip("بتثجحخدذرزسشصضطظغفقكگلمنه", "btTJHxdDrzsScvyZGfqkglmnh", strict=True))
# صضط have sounds of their own (c, v, y) so that Arabic spellings aren't confused with each other;
# against Latin they are s, d and t.
_EMPHATIC = {"c": "s", "v": "d", "y": "t", "H": "h"}
_ARABIC_VOWELS = {"ا": "a", "و": "u", "ي": "i", "ع": "*", "ء": "*"}
_LATIN_UNITS = re.compile(
    r"sch|tch|sh|ch|kh|gh|(?<!\Aab)dh|th|dj|ph|ck|qu|x|[aeiouyw]+|[^aeiouyw]",
)
_LATIN_SOUNDS = {
    "sch": "S", "tch": "C", "sh": "S", "ch": "C", "kh": "x", "gh": "G", "dh": "D", "th": "T",
    "dj": "J", "j": "J", "ph": "f", "ck": "k", "qu": "k", "q": "q", "x": "k", "v": "V",
}  # fmt: skip
_VOWEL_CLASS = {"a": "a", "e": "i", "i": "i", "y": "i", "o": "u", "u": "u", "w": "u", "*": "*"}

# What it costs to hear one consonant as another; pairs not listed are different letters.
_NEAR_ACROSS = {
    "gJ": 0.1, "gG": 0.05, "gq": 0.1, "gk": 0.2, "kq": 0.05, "kx": 0.4, "Gk": 0.3, "Gq": 0.2,
    "JG": 0.2, "Tt": 0.05, "Ts": 0.25, "Dd": 0.05, "Dz": 0.15, "Zz": 0.05, "ZD": 0.1, "Zd": 0.2,
    "Ss": 0.3, "CS": 0.05, "CJ": 0.3, "Ck": 0.3, "Cx": 0.3, "sz": 0.15, "bp": 0.05, "fV": 0.05,
    "hx": 0.3, "mn": 0.15,
}  # fmt: skip
_NEAR_IN_LATIN = _NEAR_ACROSS | {
    "mn": 1.0,
    "bp": 0.6,
    "fV": 0.3,
    "sz": 0.3,
    "gJ": 0.2,
    "Ss": 0.4,
    "gk": 0.3,
}
_NEAR_IN_ARABIC = {
    "GJ": 0.15, "Gq": 0.15, "Gk": 0.2, "Jk": 0.4, "gG": 0.05, "gk": 0.1, "gJ": 0.1, "Tt": 0.3,
    "Ts": 0.3, "zs": 0.3, "vZ": 0.1, "yt": 0.15, "Dz": 0.4, "sS": 0.4, "qk": 0.3,
}  # fmt: skip
_KEY_CLASS = str.maketrans("pTyDvZzVScqgGJCHx", "bttddssfsskkkkshx")


@dataclass(frozen=True, slots=True)
class Sounded:
    """A word as it sounds: `vowels[0]` stands before `consonants[0]`, the others after theirs."""

    consonants: str
    vowels: tuple[str, ...]
    arabic: bool


def is_arabic(word: str) -> bool:
    """Whether a word is written in Arabic letters."""
    return _ARABIC_LETTER.search(word) is not None


def _units(word: str) -> list[tuple[bool, str]]:
    """(is it a vowel, sound or vowel letters) of a folded word without its article."""
    if is_arabic(word):
        units = []
        for position, letter in enumerate(word):
            if position and position == len(word) - 1 and letter == "ه":
                units.append((True, "e"))  # a ta marbuta at the end
            elif letter in _ARABIC_VOWELS:
                units.append((True, _ARABIC_VOWELS[letter]))
            elif letter in _ARABIC_SOUNDS:
                units.append((False, _ARABIC_SOUNDS[letter]))
        return units
    letters = re.sub(r"[^a-z]", "", word)
    letters = re.sub(r"(?<=[aeiou])h$", "", letters)  # Khalifah, Dbeibeh
    letters = re.sub(r"([^aeiou])\1+", r"\1", letters)
    letters = re.sub(r"c(?=[eiy])", "s", letters)
    letters = re.sub(r"c(?!h)", "k", letters)
    return [
        (unit[0] in "aeiouyw", unit if unit[0] in "aeiouyw" else _LATIN_SOUNDS.get(unit, unit))
        for unit in _LATIN_UNITS.findall(letters)
    ]


@lru_cache(maxsize=50_000)
def sounded(word: str) -> Sounded:
    """How a folded word sounds. Letters of other scripts are not heard."""
    consonants: list[str] = []
    vowels = [""]
    for is_vowel, sound in _units(word):
        if is_vowel:
            vowels[-1] += sound
        elif consonants and sound == consonants[-1] and not vowels[-1] and not is_arabic(word):
            continue
        else:
            consonants.append(sound)
            vowels.append("")
    return Sounded("".join(consonants), tuple(vowels), is_arabic(word))


def word_key(word: str) -> str:
    """The consonants of a folded word in classes that all its usual spellings share."""
    consonants = sounded(word).consonants
    key = consonants.translate(_KEY_CLASS).replace("nb", "mb").rstrip("h")
    return key or "".join(sounded(word).vowels)[:1]


def _long_vowel_cost(arabic: str, latin: str, place: "Place") -> float:
    """What it costs to read the vowels of an Arabic spelling as those of a Latin one."""
    heard = {_VOWEL_CLASS[v] for v in latin}
    if place.first and latin and arabic == "a":
        return 0.0  # a first alif carries any vowel
    if arabic == "e" and place.last:
        return 0.0 if heard & {"a", "i"} else 0.45
    if place.last and arabic == "i" and latin == "a":
        return 0.1  # مصطفى, whose last letter is folded to ي
    long = {_VOWEL_CLASS[v] for v in arabic} - {"*"}
    if long:
        return 0.0 if long <= heard else 0.45
    if place.last and latin not in ("", "e") and not arabic:
        return 0.45
    if "i" in heard and len(latin) > 1:
        return 0.3  # Hussein is not حسن, Said not سعد
    if latin != "i":
        return 0.0
    # Maliki is مالكي; but whether Salim is سالم or سليم, nobody can hear.
    return 0.05 if place.open_end else place.stress


def _arabic_vowel_cost(one: str, other: str, place: "Place") -> float:
    """رحمن and رحمان are one name; ماجد and أمجد, حسن and حسين are not."""
    alif_more = {one, other} == {"", "a"} and place.length >= 4 and place.inside
    return 0.05 if alif_more else 0.45


def _latin_vowel_cost(one: str, other: str, place: "Place") -> float:
    """Transcribers differ about single vowels, less about long ones, least about the last."""
    if not one or not other:
        silent = "e" if place.last else "aeiou"
        return 0.1 if one + other in silent else 0.45 if place.last else 0.3
    if {one, other} <= {"a", "e"}:
        return 0.03
    different = {_VOWEL_CLASS[v] for v in one} ^ {_VOWEL_CLASS[v] for v in other}
    if different <= {"a"}:
        return 0.3 if one == other[::-1] else 0.03  # Zaid is not Ziad
    if len(one) == len(other) == 1 and not place.last:
        return max(0.1, place.stress)  # Haftar and Hifter; but Jamil is not Jamal
    return 0.35


@dataclass(frozen=True, slots=True)
class Place:
    """Where in two words a pair of vowel groups stands."""

    first: bool
    last: bool
    inside: bool
    before_last: bool
    length: int
    open_end: bool

    @property
    def stress(self) -> float:
        """What a single i weighs: much before the last consonant of a short name (سالم, Salim)."""
        if not self.before_last:
            return 0.05
        return 0.3 if self.length <= 3 else 0.15


def _vowel_cost(one: str, other: str, place: Place, arabic: tuple[bool, bool]) -> float:
    """What it costs to hear one group of vowels as another, from 0 to 0.45."""
    if one == other:
        return 0.0
    if arabic == (True, False):
        return _long_vowel_cost(one, other, place)
    if arabic == (False, True):
        return _long_vowel_cost(other, one, place)
    return (_arabic_vowel_cost if all(arabic) else _latin_vowel_cost)(one, other, place)


def _consonant_cost(one: str, other: str, near: dict[str, float]) -> float:
    if one == other:
        return 0.0
    return near.get(one + other, near.get(other + one, 1.0))


@lru_cache(maxsize=1)
def _known_spellings() -> dict[str, int]:
    """Name words whose spellings no sound explains (بيرنز, Burns) → the number of their group."""
    data = json.loads((Path(__file__).parent / "gazetteer.json").read_text(encoding="utf-8"))
    return {
        fold(word): number
        for number, group in enumerate(data["spellings"])
        for word in group.split()
    }


@lru_cache(maxsize=100_000)
def word_likeness(one: str, other: str) -> float:
    """How likely two folded words are spellings of one name, from 0 to 1."""
    if one == other:
        return 1.0
    if (group := _known_spellings().get(one)) is not None and group == _known_spellings().get(
        other
    ):
        return KNOWN_SPELLING
    a, b = sounded(one), sounded(other)
    if not a.consonants and not b.consonants:
        return 0.0
    scripts = (a.arabic, b.arabic)
    near = _NEAR_IN_ARABIC if all(scripts) else _NEAR_ACROSS if any(scripts) else _NEAR_IN_LATIN
    ca, cb = a.consonants, b.consonants
    if a.arabic != b.arabic:
        ca = "".join(_EMPHATIC.get(c, c) for c in ca)
        cb = "".join(_EMPHATIC.get(c, c) for c in cb)
    n, m = len(ca), len(cb)

    def between(i: int, j: int) -> float:
        place = Place(
            first=i == j == 0,
            last=i == n and j == m,
            inside=0 < i < n and 0 < j < m,
            before_last=i == n - 1 and j == m - 1,
            length=min(n, m),
            open_end=bool(a.vowels[n] and b.vowels[m]),
        )
        return _vowel_cost(a.vowels[i], b.vowels[j], place, scripts)

    def gap(consonant: str) -> float:
        return 0.2 if consonant == "h" else 1.0

    costs = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        for j in range(m + 1):
            ways = []
            if i and j:
                heard = _consonant_cost(ca[i - 1], cb[j - 1], near)
                ways.append(costs[i - 1][j - 1] + heard + between(i, j))
            if i:
                ways.append(costs[i - 1][j] + gap(ca[i - 1]))
            if j:
                ways.append(costs[i][j - 1] + gap(cb[j - 1]))
            costs[i][j] = min(ways) if ways else between(0, 0)
    return max(0.0, 1.0 - costs[n][m] / max(3, min(n, m)))


_ARABIC_ARTICLE = re.compile(r"^(?:و?ال|لل|بال)(?=.{3})")
_ARABIC_INNER_ARTICLE = re.compile(r"(?<=^عبد)ال(?=.)|(?<=..)ال(?=دين$|اسلام$|له$)")
_LATIN_ARTICLE = re.compile(
    r"^(?:(?:al|el|ar|er|as|es|ad|ed|an|at|et|az|ez|ash|ech)-|(?:al|el)(?=[^aeiouyl]..))"
)
_LATIN_INNER_ARTICLE = re.compile(r"(?<=..)[aeu]l(?=(?:din|islam)$)")
_LATIN_ABD = re.compile(r"^abd(?:[aeiou]l|[aeiou](?=([rsdnzt])\1))(?=...)")
_JOINED_TO_NEXT = {
    "عبد", "ابو", "بن", "ابن", "ابي", "ام", "abd", "abdul", "abdel", "abdal",
    "abu", "abou", "aboul", "abul", "bin", "ben", "ibn", "umm", "oum",
}  # fmt: skip
_JOINED_AS = {
    "ابن": "بن", "abdul": "abd", "abdel": "abd", "abdal": "abd", "aboul": "abou", "abul": "abu",
}  # fmt: skip
_JOINED_TO_PREVIOUS = {
    "الدين", "الله", "الاسلام", "eddine", "uddin", "aldin", "eddin", "al-din", "ad-din",
    "el-din", "allah", "ullah", "al-islam", "el-islam",
}  # fmt: skip
_ARTICLES = {"al", "el", "ال", "ul"}


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a person's name without articles, compounds such as عبد الحميد as one word."""
    words: list[str] = []
    pending = ""
    for raw in re.findall(r"[\w'-]+", fold(name).replace("'", "").replace("_", " ")):
        word = raw.strip("-")
        if word in _ARTICLES or not word:
            continue
        if raw in _JOINED_TO_PREVIOUS and words:
            words[-1] = without_article(words[-1] + word.replace("-", ""))
        elif word in _JOINED_TO_NEXT:
            pending += _JOINED_AS.get(word, word)
        else:
            words.append(without_article(pending + without_article(word)))
            pending = ""
    return (*words, pending) if pending else tuple(words)


def without_article(word: str) -> str:
    """A folded word without the article in front or, as in عبدالحميد, within it."""
    if is_arabic(word):
        return _ARABIC_INNER_ARTICLE.sub("", _ARABIC_ARTICLE.sub("", word))
    bare = _LATIN_ABD.sub("abd", _LATIN_ARTICLE.sub("", word))
    bare = _LATIN_INNER_ARTICLE.sub("", bare)
    return bare.replace("-", "")


def name_key(name: str) -> str:
    """The index key of a name: the same for its usual spellings in Arabic and Latin letters."""
    return " ".join(word_key(word) for word in words_of_name(name))
