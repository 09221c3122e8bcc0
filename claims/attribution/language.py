"""Which language is a text in? By script where that decides, by a trained identifier where not."""

import re

import py3langid  # type: ignore[import-untyped]

from claims.attribution.text import fold_word, tokenise, words

UNDETERMINED = "und"  # BCP 47: nobody can say

_ENOUGH = 4000  # code points; more text changes nothing
_SHORT = 40  # letters; below this the identifier guesses wildly
_ARABIC_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f]")
# Letters Arabic news does not use, but Persian, Urdu, Pashto and Kurdish do.
_NOT_ARABIC_LETTER = re.compile("[پچژگکیےٹڈڑںھہۀۆێەڵڕټډړښڼ]")
# What a short text in Latin letters may be; the identifier knows a hundred more, and guesses them.
_COMMON = words("en fr es de it pt nl tr")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN_LETTER = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]")
_FUNCTION_WORDS = {
    "en": words("the of and to in that is was for on with said he she it by has have from are at"),
    "fr": words(
        "le la les des du un une et est que qui dans pour sur avec par au aux il elle l' d'"
    ),
}


def detect_language(text: str) -> str:
    """The language of a text as a BCP 47 code ("ar", "en", "fr", "fa", ...), "und" if it has none.

    Short texts are judged by their script and their small words. Source: py3langid (Lui and
    Baldwin 2012, "langid.py") for the rest.
    """
    sample = text[:_ENOUGH]
    letters = len(_LETTER.findall(sample))
    if not letters:
        return UNDETERMINED
    arabic = len(_ARABIC_LETTER.findall(sample))
    if arabic * 2 > letters:
        foreign = len(_NOT_ARABIC_LETTER.findall(sample))
        if foreign * 50 < arabic or (letters < _SHORT and foreign * 10 < arabic):
            return "ar"
        guess = _guess(sample)
        return guess if guess in ("ar", "fa", "ur", "ps", "ug", "ku", "sd") else "ar"
    if letters < _SHORT and len(_LATIN_LETTER.findall(sample)) * 2 > letters:
        return _by_small_words(sample) or _guess(sample, among=_COMMON)
    return _guess(sample)


def _guess(sample: str, *, among: frozenset[str] | None = None) -> str:
    if among is None:
        return str(py3langid.classify(sample)[0])
    return next(str(language) for language, _ in py3langid.rank(sample) if language in among)


def _by_small_words(sample: str) -> str | None:
    found = [fold_word(token.text) for token in tokenise(sample)]
    counts = {
        language: sum(word in listed for word in found)
        for language, listed in _FUNCTION_WORDS.items()
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > min(counts.values()) else None
