"""Makes paradigms.txt from counts of words.

    python -m claims.attribution.languages.ar.make_paradigms

Needs the package wordfreq 3.1.1, which the product does not: install it where this runs.
"""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

from claims.attribution.text import fold_word

TABLE = Path(__file__).with_name("paradigms.txt")
HEAD = """\
# What words may be by the company their forms keep, folded. A noun: its form with the article is at least 3 % as
# frequent as itself, and it is also seen without one. A pair: both genders are nouns (adjectives, persons). A verb:
# seen with ت and وا, or with ي and ت before and ون, وا, س or و around it, and hardly ever with the article.
# Origin: derived from the word counts of wordfreq 3.1 (Robyn Speer and others; CC BY-SA 4.0, as is this table).
"""  # noqa: E501
_ARABIC = re.compile("[\u0620-\u065f\u0670]+")
_ARTICLES = ("ال", "وال", "فال", "بال", "لل")
_PRONOUNS = ("ها", "هم", "ه", "نا", "ني", "ك", "كم")
_SEEN, _WITH_ARTICLE, _PERFECT, _LONGER = 10**-7.6, 10**-6.7, 10**-6.8, 10**-7  # shares of words
_LINE = 118


def counts_of(buckets: Iterable[Sequence[str]]) -> Counter[str]:
    """The share of each folded spelling; buckets: words by falling share, one centibel each."""
    shares: Counter[str] = Counter()
    for number, words in enumerate(buckets):
        for word in words:
            if _ARABIC.fullmatch(word):
                shares[fold_word(word)] += 10 ** (-number / 100)  # type: ignore[assignment]
    return Counter({word: share for word, share in shares.items() if share >= _SEEN})


def nouns_of(shares: Counter[str]) -> set[str]:
    """Words that take the article, and are seen without it."""
    found = set()
    for word, share in shares.items():
        if share < _WITH_ARTICLE or not word.startswith("ال") or len(word) <= len("ال") + 2:
            continue
        bare = word.removeprefix("ال")
        is_seen = shares[bare] or shares["لل" + bare] or shares["بال" + bare]
        if is_seen and share > 0.03 * shares[bare]:
            found.add(bare)
    return found


def verbs_of(shares: Counter[str]) -> set[str]:
    """Words that take the endings of persons, and hardly ever the article."""
    found: set[str] = set()
    for word, share in shares.items():
        if share < _PERFECT or len(word) < 3 or word.startswith(_ARTICLES):
            continue
        with_article = shares["ال" + word] / share
        if with_article < 0.1 and _is_perfect(word, shares):
            found |= {word, word + "ت", word + "وا"}
        if with_article < 0.05 and _is_imperfect(word, share, shares):
            found.add(word)
    found = {word for word in found if not _is_listed(word, ("و", "ف"), (), found)}
    return {word for word in found if not _is_listed(word, (), _PRONOUNS, found)}


def _is_perfect(word: str, shares: Counter[str]) -> bool:
    plural = shares[word + "وا"]
    is_seen = plural and shares[word + "ت"]
    other = shares["ي" + word] or shares["ت" + word] or plural > _LONGER
    return bool(is_seen and other) and not word.endswith(("ا", "ه", "ة"))


def _is_imperfect(word: str, share: float, shares: Counter[str]) -> bool:
    if word[0] not in "يت" or len(word) <= 3 or word.endswith(("ية", "ة")):
        return False
    stem = word[1:]
    persons = shares[word + "ون"] or shares[word + "وا"] or shares["س" + word] or shares["و" + word]
    other = shares[("ت" if word[0] == "ي" else "ي") + stem]
    return bool(other and persons) and shares["ي" + stem] > 0.02 * share


def _is_listed(word: str, heads: Sequence[str], tails: Sequence[str], known: set[str]) -> bool:
    """Is the word without one of these clitics known as well?"""
    return any(
        word.startswith(head) and len(word) - len(head) > 2 and word[len(head) :] in known
        for head in heads
    ) or any(
        word.endswith(tail) and len(word) - len(tail) > 2 and word[: -len(tail)] in known
        for tail in tails
    )


def write(shares: Counter[str], table: Path = TABLE) -> None:
    """Write the table."""
    nouns, verbs = nouns_of(shares), verbs_of(shares)
    pairs = {
        word
        for word in nouns
        if word + "ة" in nouns or (word.endswith("ة") and word.removesuffix("ة") in nouns)
    }
    with table.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for name, words in (("noun", nouns - pairs), ("pair", pairs), ("verb", verbs)):
            file.write(f"= {name}\n")
            lines = textwrap.wrap(" ".join(sorted(words)), _LINE, break_long_words=False)
            file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    wordfreq = import_module("wordfreq")
    write(counts_of(wordfreq.get_frequency_list("ar", "large")))
