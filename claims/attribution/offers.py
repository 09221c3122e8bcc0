"""What all candidates for the source of a cue share, and what speaks for nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from claims.attribution.features import buckets, numeral
from claims.attribution.numbering import (
    Column,
    Integers,
    Templates,
    column,
    constant,
    digest,
    texts,
)
from claims.attribution.roles import Cues
from claims.attribution.sources import Candidate
from claims.attribution.words import Words

NOBODY_LINES = Templates("""
    none
    none.f={form}.{clitic}.{had}
    none.n={after}.{form}
    none.n={after}.{had}
    none.gap={gap}.{form}.{had}
    none.l={lemma}
    none.previous={previous}.{form}.{clitic}
    none.previous={previous}.{left}
    none.p={left}.{had}
    none.c={content_next}.{left}.{had}
    none.c={content_next}.{form}.{had}
    none.w={norm}
    none.pos={place}.{content_next}
    none.h={shape}
""")
_PREVIOUS = texts("no", "nobody", "somebody")
_HAD = texts("new", "none", "had")
_NEXT = texts("n", "c")
_CLITICS = ("و", "ف", "ل")


@dataclass(frozen=True, slots=True)
class Offer:
    """The candidates for the source of one cue, and the contents found for it and those before it;
    tokens are ascending.

    Of one sentence no two cues are offered anything at the same time.
    """

    candidates: Sequence[Candidate]
    content: Sequence[int]
    contents: Sequence[Sequence[int]]


class Shared:
    """What all candidates of a cue share: one entry a cue."""

    def __init__(self, words: Words, cues: Cues, offers: Sequence[Offer]) -> None:
        self.words, self.cues, self.offers = words, cues, offers
        contents = [offer.content for offer in offers]
        self.content = words.marked(cues.start, contents)
        start = np.array([content[0] if content else -1 for content in contents], np.int64)
        self.content_start = np.where(start < 0, -1, start + cues.start)
        earlier = [one.earlier for one in cues.asked]
        named = np.array([any(one[0] >= 0 for one in sources) for sources in earlier], np.bool_)
        any_before = np.array([bool(sources) for sources in earlier], np.int64)
        last_named = [bool(sources) and sources[-1][0] >= 0 for sources in earlier]
        self.all_nobody = (any_before > 0) & ~named
        self.had = 2 * named + self.all_nobody
        self.previous = _PREVIOUS.at(any_before + last_named)
        self.named = named
        self.content_next = _NEXT.at(self.content_start == cues.last + 1)
        norms = [words.sentences[one.sentence].tokens[one.cue.first].norm for one in cues.asked]
        self.clitic = column([digest(n[:1] if n[:1] in _CLITICS else "") for n in norms])
        self.before = words.parts["tag"].at(cues.first - 1)

    def nobody(self, cue: Integers) -> dict[str, Column]:
        words, cues = self.words, self.cues
        first, last, opener = cues.first[cue], cues.last[cue], cues.opener[cue]
        local = first - cues.start[cue]
        return {
            "form": cues.form.at(cue),
            "lemma": cues.lemma.at(cue),
            "clitic": self.clitic.at(cue),
            "had": _HAD.at(self.had[cue]),
            "after": words.parts["tag"].at(last + 1),
            "gap": buckets(opener - last).where(cues.has_opener[cue], constant("none")),
            "previous": self.previous.at(cue),
            "left": self.before.at(cue).where(local > 0, constant("first")),
            "content_next": self.content_next.at(cue),
            "norm": words.parts["norm"].at(first),
            "place": numeral(local, 3),
            "shape": words.parts["shape"].at(last),
        }
