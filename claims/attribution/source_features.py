"""What a model may know of each noun phrase that may be the source of a cue."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from claims.attribution.features import buckets, numeral, only_if, truth
from claims.attribution.numbering import (
    Booleans,
    Column,
    Integers,
    Templates,
    constant,
    texts,
)
from claims.attribution.offers import NOBODY_LINES, Offer, Shared
from claims.attribution.roles import Cues
from claims.attribution.sources import NOBODY
from claims.attribution.weights import Block, Features, Stretches
from claims.attribution.words import Words, counted, shifted

_SOMEBODY = Templates("""
    {side}{far}
    {side}{far}.{form}
    {side}.l={lemma}
    {side}.v={verbs}.c={commas}.k={cues}
    {side}.v={verbs}.{form}.{rank}
    {side}.p={before}.{rank}
    {side}.p={before}.{form}
    {side}.n={after}
    {side}.n={after}.t={tail}
    {side}.t={head}
    {side}.t={head}.p={before}
    {side}.t={head}.{length}
    {side}.len={length}.{after}
    n={after}.h={shape}
    hw={head_word}
    tw={tail_word}
    nw={next_word}
    head={head}.{lemma}
    head={head}.{form}.{side}
    g={cue_gender}{gender}.{form}.{side}.{rank}
    previous={previous}.{side}.{form}.{clitic}
    previous={previous}.same={same}
    all_nobody={all_nobody}.{side}.{form}
    to={is_addressee}.{side}.{rank}
    to={is_addressee}.{form}.{lemma}
    nto={then_addressee}.{side}.{head}
    same={same}
    same={same}.{form}.{clitic}
    same={same}.{before_cue}
    same={same}.v={verbs}.{side}
    in={inside}
    in={inside}.{side}
    {side}.bare={w}{before}
    cut={tail_kind}>{next_kind}
    cut={two}>{tail_kind}>{next_kind}
    cut={tail_kind}>{next_kind}>{kind_then}
    cut={head_kind}.{tail_kind}>{next_kind}
    open={kind_before}>{head_kind}
    open={kind_before}>{head_kind}.{side}.{form}
    head={head_kind}.{side}.{form}
    head={head_kind}.{class}
    cut={tail_kind}>{next_kind}.{frames}.{side}
    lastword={tail_word}>{next_kind}
    nextword={tail_kind}>{next_word}
    {has_topic}topic={topic}.{clitic}
    {left}{after_verb}vs={main}.{form}.{clitic}
    {left}{after_verb}vs={main}.p={before_cue}
    gapkinds={gap_kinds}.{form}
    {left}start={is_first}.{cue_is_verb}.{form}.{clitic}
    {not_left}fr={frames}.{rank}.{head_kind}
    {not_left}gov={governs}.{frames}.{rank}
    {short}tags={tags}
    ends={last_tags}
    {then_preposition}thenchannel={then_channel}
    {at_start}start.{form}.{rank}
    {eats}eats.{side}
    {to_content}R.toc={content_gap}
    {to_content}R.toc={content_gap2}.{after}
    nest={nested}.{together}.{side}
    {foreign}foreign.{side}
    {other_quote}quotes.{side}.{is_quoted}
    {has_opener}R.op={opener_gap}
    {left}{after_verb}subject.{gender_before}{gender}.{after}
    {left}{after_verb}subject.{before}.{form}.{clitic}
    {left}{adjacent}adjacent.{form}.{before}.{length}
    {left}{relative}relative.{is_near}
""")
_SIDES = texts("L", "M", "R")
_RANKS = texts("at", "near", "far")
_TOPICS = texts("on", "at", "off")
_MAIN = texts("sub", "main")
# What a phrase may have in it that speaks against it, in the order of the letters.
_INSIDE = ",Vbklpqrtv"
_INSIDE_TEXTS = texts(
    *(
        "".join(letter for place, letter in enumerate(_INSIDE) if code >> place & 1)
        for code in range(1 << len(_INSIDE))
    )
)
_SAME = texts("0", "1", "2", "part", "other", "new")
_PART, _OTHER, _NEW = 3, 4, 5
_MOST_TAGS, _MOST_KINDS = 4, 2  # a longer row of them is not spelt out


def source_features(
    words: Words, cues: Cues, offers: Sequence[Offer], is_cue: Booleans
) -> tuple[Features, list[int]]:
    """One row for each candidate of each cue, and how many each cue has."""
    lengths = [len(offer.candidates) for offer in offers]
    cue = np.arange(len(offers)).repeat(lengths)
    offered = chain.from_iterable(offer.candidates for offer in offers)
    bounds = np.fromiter(chain.from_iterable(offered), np.int64).reshape(-1, 2)
    is_nobody = bounds[:, 0] < 0
    nobody, somebody = is_nobody.nonzero()[0], (~is_nobody).nonzero()[0]
    shared = Shared(words, cues, offers)
    found = cue[somebody]
    first, last = bounds[somebody].T + cues.start[found]
    phrases = _Phrases(shared, found, first, last, is_cue)
    low, high = np.zeros((2, len(cue)), np.int64)
    low[somebody], high[somebody] = first, last
    return (
        Features(
            len(cue),
            [
                Block(nobody, NOBODY_LINES, shared.nobody(cue[nobody])),
                Block(somebody, _SOMEBODY, phrases.columns()),
            ],
            [
                Stretches(
                    words.joints,
                    np.array([low, low + words.size]),
                    np.array([np.maximum(high - 1, low), high + words.size]),
                )
            ],
        ),
        lengths,
    )


class _Phrases:
    """Noun phrases that may be sources: one entry a candidate, of the cue and the places given."""

    def __init__(
        self, shared: Shared, cue: Integers, first: Integers, last: Integers, is_cue: Booleans
    ) -> None:
        self.shared, self.words, self.cues = shared, shared.words, shared.cues
        self.cue, self.first, self.last, self.is_cue = cue, first, last, is_cue
        self.cue_first, self.cue_last = self.cues.first[cue], self.cues.last[cue]
        self.right = first > self.cue_first
        between_pieces = self.right & (first < self.cue_last)
        self.side = np.where(between_pieces, 1, np.where(self.right, 2, 0))
        edge = np.where(between_pieces, self.cue_first, self.cue_last)
        self.gap = np.where(self.right, first - edge - 1, self.cue_first - last - 1)
        self.low = np.where(self.right, edge + 1, last + 1)
        self.high = np.where(self.right, first, self.cue_first)

    def columns(self) -> dict[str, Column]:
        return (
            self._edges()
            | self._about_cue()
            | self._between()
            | self._grammar()
            | self._spelt()
            | self._to_content()
        )

    def _edges(self) -> dict[str, Column]:
        part, first, last = self.words.parts, self.first, self.last
        tag, kind, norm = part["tag"], part["kind"], part["norm"]
        has_next = self.words.is_word[last + 1]
        return {
            "before": tag.at(first - 1),
            "head": tag.at(first),
            "tail": tag.at(last),
            "after": tag.at(last + 1),
            "head_word": norm.at(first),
            "tail_word": norm.at(last),
            "next_word": norm.at(last + 1).where(has_next, constant("end")),
            "shape": part["shape"].at(last),
            "w": part["w"].at(first),
            "gender": part["gender"].at(first),
            "gender_before": part["gender"].at(first - 1),
            "kind_before": kind.at(first - 1),
            "head_kind": kind.at(first),
            "tail_kind": kind.at(last),
            "next_kind": kind.at(last + 1),
            "kind_then": kind.at(last + 2),
            "two": kind.at(last - 1).where(last > first, _SIDES.at(self.side)),
            "length": numeral(last - first + 1, 7),
        }

    def _about_cue(self) -> dict[str, Column]:
        shared, cues, cue = self.shared, self.cues, self.cue
        return {
            "side": _SIDES.at(self.side),
            "left": only_if(~self.right),
            "not_left": only_if(self.right),
            "form": cues.form.at(cue),
            "lemma": cues.lemma.at(cue),
            "class": cues.kind.at(cue),
            "frames": cues.frames.at(cue),
            "clitic": shared.clitic.at(cue),
            "cue_gender": self.words.parts["gender"].at(self.cue_first),
            "before_cue": shared.before.at(cue),
            "previous": shared.previous.at(cue),
            "all_nobody": truth(shared.all_nobody[cue]),
            "same": self._same(),
        }

    def _count(self, before: Integers, most: int) -> Column:
        """Of the words between phrase and cue, by how many are before each place."""
        count = np.where(self.high > self.low, before[self.high] - before[self.low], 0)
        return numeral(count, most)

    def _between(self) -> dict[str, Column]:
        words, gap = self.words, self.gap
        kind, low = words.parts["kind"], np.where(self.right, self.cue_last + 1, self.low)
        width = np.maximum(self.high - low, 0)
        two = kind.at(low) + constant(" ") + kind.at(low + 1)
        kinds = two.where(width == _MOST_KINDS, constant("many"))
        kinds = kind.at(low).where(width == 1, kinds).where(width > 0, constant(""))
        return {
            "far": buckets(gap),
            "rank": _RANKS.at(np.where(gap == 0, 0, np.where(gap < 4, 1, 2))),
            "adjacent": only_if(gap == 0),
            "verbs": self._count(words.before("finite"), 2),
            "commas": self._count(words.before("comma"), 2),
            "cues": self._count(counted(self.is_cue), 2),
            "gap_kinds": kinds,
            "relative": only_if(words.is_("relative")[self.cue_first - 1]),
            "is_near": truth((gap == 1) | (gap == 2)),
        }

    def _grammar(self) -> dict[str, Column]:
        """What the order of verb, subject and object says."""
        words, cues, first, last = self.words, self.cues, self.first, self.last
        start = cues.start[self.cue]
        end = cues.end[self.cue]
        topic = words.next_place(words.is_("topic") | ~words.is_word)[start]
        first_verb = words.next_place(words.is_("clause_verb") | ~words.is_word)[start]
        where = np.where(first == topic + 1, 1, np.where(first == topic, 0, 2))
        opener = cues.opener[self.cue]
        governs = words.parts["governs"].at(last + 1)
        governs = constant("that").where(last + 1 == opener, governs)
        is_first = first == start
        return {
            "has_topic": only_if((topic < end) & (topic < start + 3)),
            "topic": _TOPICS.at(where),
            "after_verb": only_if(words.is_("verb")[first - 1]),
            "main": _MAIN.at(first - 1 == first_verb),
            "is_first": truth(is_first),
            "at_start": only_if(is_first),
            "cue_is_verb": truth(first_verb == self.cue_first),
            "governs": constant("end").where(last + 1 >= end, governs),
            "is_addressee": truth(words.is_("to")[first]),
            "then_addressee": truth(words.is_("to")[last + 1]),
            "then_preposition": only_if(words.is_("preposition")[last + 1]),
            "then_channel": truth(words.is_("channel")[last + 2]),
        }

    def _spelt(self) -> dict[str, Column]:
        """Its tags in order where it is short, and how it ends; what speaks against it."""
        tag, first, last = self.words.parts["tag"], self.first, self.last
        tags = tag.at(first)
        for step in range(1, _MOST_TAGS):
            longer = tags + constant(" ") + tag.at(np.minimum(first + step, last))
            tags = longer.where(first + step <= last, tags)
        two = tag.at(last - 1) + constant(" ") + tag.at(last)
        return {
            "short": only_if(last - first < _MOST_TAGS),
            "tags": tags,
            "last_tags": two.where(last > first, tag.at(last)),
            "inside": _INSIDE_TEXTS.at(self._inside()),
        }

    def _inside(self) -> Integers:
        words, first, end = self.words, self.first, self.last + 1
        plain = ~self.is_cue
        channel = shifted(words.is_("channel"), back=True)
        preposition = words.is_("preposition") & plain

        def has(holds: Booleans, low: Integers, high: Integers) -> Booleans:
            before = counted(holds)
            found: Booleans = before[high] > before[low]
            return found

        has_verb = has(words.is_("verb_p") & plain, first + 1, end) | has(
            words.is_("imperfect") & plain, first, end
        )
        found = {
            ",": has(words.is_("comma") & plain, first, end),
            "b": has(preposition & channel, first, end - 1),
            "k": has(self.is_cue, first, end),
            "l": has(words.is_("to"), first + 1, end),
            "p": has(preposition & ~channel, first, end) | preposition[self.last],
            "q": has(words.is_("quote_mark") & plain, first, end),
            "r": has(words.is_("relative") & plain, first, end),
            "t": has(words.is_("time") & plain, first, end),
            "v": has_verb & words.is_("new")[first],
            "V": has_verb & ~words.is_("new")[first],
        }
        codes: Integers = sum(
            (found[letter].astype(np.int64) << place for place, letter in enumerate(_INSIDE)),
            np.zeros(len(first), np.int64),
        )
        return codes

    def _same(self) -> Column:
        """Is it the source of an earlier cue of the sentence, or part of one?"""
        found = np.where(self.shared.named, _OTHER, _NEW)[self.cue]
        most = max((len(one.earlier) for one in self.cues.asked), default=0)
        nth = np.zeros(len(self.first), np.int64)
        open_ = np.ones(len(self.first), np.bool_)
        for ago in range(1, most + 1):
            sources = [
                one.earlier[-ago] if len(one.earlier) >= ago else NOBODY for one in self.cues.asked
            ]
            low, high = np.array(sources, np.int64).reshape(-1, 2).T
            is_named = low[self.cue] >= 0
            low, high = (low + self.cues.start)[self.cue], (high + self.cues.start)[self.cue]
            equal = is_named & (low == self.first) & (high == self.last)
            touches = is_named & (low <= self.last) & (self.first <= high)
            found = np.where(open_ & touches, np.where(equal, np.minimum(nth, 2), _PART), found)
            open_ &= ~touches
            nth += is_named
        return _SAME.at(found)

    def _to_content(self) -> dict[str, Column]:
        shared, words, cue = self.shared, self.words, self.cue
        first, last, cue_first = self.first, self.last, self.cue_first
        eats = shared.content[first] | shared.content[last]
        start = shared.content_start[cue]
        gap = start - last - 1
        nested, together, foreign = self._nested()
        opener = self.cues.opener[cue]
        quote = words.quote
        to_opener = numeral(opener - last, 3).where(last < opener, constant("past"))
        only_right = self.side == 2
        return {
            "eats": only_if(eats),
            "to_content": only_if(~eats & only_right & (start >= 0)),
            "content_gap": buckets(gap).where(gap >= 0, constant("past")),
            "content_gap2": numeral(np.maximum(gap, -_LONGEST_GAP), 2),
            "nested": numeral(nested, 2),
            "together": numeral(together, 2),
            "foreign": only_if(foreign),
            "other_quote": only_if(quote[first] != quote[cue_first]),
            "is_quoted": truth(quote[first] > 0),
            "has_opener": only_if(self.cues.has_opener[cue] & only_right),
            "opener_gap": to_opener,
        }

    def _nested(self) -> tuple[Integers, Integers, Booleans]:
        """In how many earlier contents the cue is; in how many of them the phrase too; is the
        phrase in one where the cue is not?"""
        nested = np.zeros(len(self.first), np.int64)
        together, foreign = nested.copy(), np.zeros(len(self.first), np.bool_)
        contents = [offer.contents for offer in self.shared.offers]
        for nth in range(max(map(len, contents), default=0)):
            nths = [one[nth] if len(one) > nth else () for one in contents]
            outer = self.words.marked(self.cues.start, nths)
            cue_in, mine = outer[self.cue_first], outer[self.first]
            nested += cue_in
            together += cue_in & mine
            foreign |= mine & ~cue_in
        return nested, together, foreign


_LONGEST_GAP = 400
