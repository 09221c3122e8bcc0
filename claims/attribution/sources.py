"""Candidates for the source of a cue, and what a model may know of each.

Every noun phrase near the cue, with every end it may have, every source that an earlier cue of the
sentence has, and nobody at all are weighed against each other by one linear model.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from claims.attribution.features import CuePlace, bucket, head_of
from claims.attribution.sentence import Sentence

_REACH_RIGHT, _REACH_LEFT = 14, 35
_LONGEST, _MOST = 18, 30
_CLOSED = ("complementiser", "relative", "negation", "auxiliary", "preposition", "time",
           "contrast", "subordinator", "conjunction", "adverb")  # fmt: skip
_QUOTES = ('"', "'")
# After such a head "to ..." names the one spoken to, not a part of the phrase.
_NO_RECIPIENTS = frozenset({"word", "word.def", "anonymous", "anonymous.def", "Name"})


class Candidate(NamedTuple):
    """Tokens first..last, both included; nobody: -1, -1."""

    first: int
    last: int


NOBODY = Candidate(-1, -1)


def candidates(
    sentence: Sentence, cue: CuePlace, earlier: Sequence[tuple[int, int]]
) -> list[Candidate]:
    """All that may be the source of a cue, nearest first, without doubles; nobody among them."""
    found: dict[Candidate, None] = {NOBODY: None}
    for source in reversed(earlier):
        found[Candidate(*source)] = None
    for start, limit in _between_pieces(cue):
        _add(found, sentence, start, limit, cue)
    right = 0
    for start in range(cue.last + 1, min(len(sentence.views), cue.last + 1 + _REACH_RIGHT)):
        if start > cue.last + 1 and sentence.next_opener[cue.last + 1] < start - 1:
            break
        right += _add(found, sentence, start, len(sentence.views), cue)
        if right == 3:
            break
    for start in range(cue.first - 1, max(-1, cue.first - 1 - _REACH_LEFT), -1):
        _add(found, sentence, start, cue.first, cue)
        if len(found) > _MOST:
            break
    return list(found)


def _add(
    found: dict[Candidate, None], sentence: Sentence, start: int, limit: int, cue: CuePlace
) -> bool:
    """Add the noun phrases that begin at `start`, if one may; did it?"""
    if not _may_start(sentence, start, cue):
        return False
    for last in _ends(sentence, start, limit):
        found[Candidate(start, last)] = None
    return True


def _between_pieces(cue: CuePlace) -> Iterator[tuple[int, int]]:
    """Tokens between the pieces of "ختم فلان بالقول", each with one past the last of them."""
    for piece, following in pairwise(cue.tokens):
        for index in range(piece + 1, following):
            yield index, following


def _may_start(sentence: Sentence, index: int, cue: CuePlace) -> bool:
    tag = sentence.views[index].tag
    if _is_topic(sentence, index):
        return False
    if not tag[0].isalpha() and tag not in _QUOTES and tag not in ("(", "#", "@"):
        return False
    if tag in _CLOSED or tag.startswith("verb.p") or tag == "verb.imperfect":
        return index == cue.last + 1 and tag.startswith("verb")
    norm = sentence.tokens[index].norm
    if (
        index != cue.last + 1
        and sentence.language.is_governed(norm)
        and not sentence.language.classes_of(norm)
    ):
        return False
    if index in (0, cue.first + 1, cue.last + 1) or _is_topic(sentence, index - 1):
        return True
    before = sentence.views[index - 1].tag
    return (
        not before[0].isalpha()
        or before in _CLOSED
        or before.startswith("verb")
        or before in ("pronoun", "label")
        or (before == "time" and index > cue.last)
        or sentence.tokens[index].norm[:1] in "وفلب"
    )


def _is_topic(sentence: Sentence, index: int) -> bool:
    """ "أما" before the one who is spoken of."""
    return "topic" in sentence.language.classes_of(sentence.tokens[index].norm)


def _is_channel(sentence: Sentence, index: int) -> bool:
    """Does this word say where something was said ("في بيان", "on Facebook")?"""
    if index >= len(sentence.tokens):
        return False
    classes = sentence.language.classes_of(sentence.tokens[index].norm)
    return any(name.startswith("channel") for name in classes)


def grown(sentence: Sentence, source: Candidate) -> Candidate:
    """With the adjective that belongs to its last noun ("مصادر" → "مصادر ليبية")."""
    last = source.last
    language, tokens, views = sentence.language, sentence.tokens, sentence.views
    while source.first >= 0 and last + 1 < len(tokens) and views[last + 1].reading is None:
        noun, adjective = tokens[last].norm, tokens[last + 1].norm
        if not language.is_adjective_of(adjective, noun) or views[last].tag == "Name":
            break
        last += 1
    if source.first >= 0 and _is_posted(sentence, source.first, last):
        last += 2
    return Candidate(source.first, last)


def _is_posted(sentence: Sentence, first: int, last: int) -> bool:
    """ "السفارة الأميركية | في ليبيا": embassies are told apart by where they are."""
    tokens, language = sentence.tokens, sentence.language
    return (
        last + 2 < len(tokens)
        and "posted" in language.classes_of(tokens[first].norm)
        and "preposition" in language.classes_of(tokens[last + 1].norm)
        and "place" in language.classes_of(tokens[last + 2].norm)
    )


def _ends(sentence: Sentence, start: int, limit: int) -> list[int]:
    """The tokens with which a noun phrase from `start` may end."""
    views = sentence.views
    ends = []
    for index in range(start, min(limit, start + _LONGEST)):
        tag = views[index].tag
        if tag in (".", "?", "!", ":", ";") or (index > start and tag == "complementiser"):
            break
        if index > start + 1 and "account" in sentence.language.classes_of(
            sentence.tokens[index].norm
        ):
            break  # "كشفت السفارة عناوين ...": what was revealed
        if index > start and tag == "preposition" and _is_channel(sentence, index + 1):
            break
        if index > start and "to" in views[index].atoms and views[start].tag in _NO_RECIPIENTS:
            near = sentence.tokens[max(start, index - 2) : index]
            if not any("role" in sentence.language.classes_of(token.norm) for token in near):
                break
        if tag in (",", "preposition", "relative", "conjunction", "contrast", "negation"):
            continue
        after = views[index + 1].tag if index + 1 < len(views) else "end"
        if (
            index < start + 5
            or index + 1 == limit
            or not after[0].isalpha()
            or after in _CLOSED
            or after.startswith("verb")
            or sentence.tokens[index + 1].norm[:1] in "وبل"
        ):
            ends.append(index)
    return ends


class Around:
    """What all candidates of one cue share."""

    def __init__(
        self,
        sentence: Sentence,
        cue: CuePlace,
        *,
        cues: Sequence[CuePlace],
        earlier: Sequence[tuple[int, int]],
        content: Sequence[int],
        contents: Sequence[Sequence[int]],
    ) -> None:
        self.sentence, self.cue, self.views = sentence, cue, sentence.views
        self.form, self.lemma = head_of(sentence, cue)
        self.content = frozenset(content)
        self.outer = [frozenset(other) for other in contents]
        self.cue_tokens = frozenset(index for place in cues for index in place.tokens)
        self.earlier = [Candidate(*source) for source in earlier if source[0] >= 0]
        self.previous = "no" if not earlier else "nobody" if earlier[-1][0] < 0 else "somebody"
        self.all_nobody = bool(earlier) and not self.earlier
        norm = sentence.tokens[cue.first].norm
        self.clitic = norm[:1] if norm[:1] in ("و", "ف", "ل") else ""
        before = self.views[cue.first - 1].tag if cue.first else "start"
        self.before = before
        after = cue.last + 1
        self.after = self.views[after].tag if after < len(self.views) else "end"
        opener = sentence.next_opener[after] if after < len(self.views) else after
        self.opener = opener
        self.gap = bucket(opener - cue.last) if opener < len(self.views) else "none"
        self.starts_content = min(self.content) if self.content else -1
        self.verbs = [0]
        for view in self.views:
            self.verbs.append(self.verbs[-1] + view.tag.startswith(("verb.p", "verb.i", "verb.f")))
        language = sentence.language
        self.kinds = [language.kind_of(token.norm) for token in sentence.tokens]
        self.reading = next(
            (self.views[i].reading for i in cue.tokens if self.views[i].reading), None
        )
        self.kind_of_cue = self.reading.cue_class if self.reading else "none"
        self.frames = "".join(sorted(self.reading.frames)) if self.reading else "-"
        self.topic = next(
            (
                i
                for i, t in enumerate(sentence.tokens[:3])
                if "topic" in language.classes_of(t.norm)
            ),
            -1,
        )
        self.first_verb = next(
            (
                i
                for i, v in enumerate(self.views)
                if v.tag.startswith(("verb.p", "verb.i", "verb.f", "verb.o"))
            ),
            -1,
        )
        self.commas = [0]
        for view in self.views:
            self.commas.append(self.commas[-1] + (view.tag in (",", ";")))

    def features(self, candidate: Candidate) -> list[str]:
        """What the model may know of one candidate."""
        if candidate == NOBODY:
            return self._nobody()
        return self._somebody(candidate)

    def _nobody(self) -> list[str]:
        had = "had" if self.earlier else "none" if self.all_nobody else "new"
        content_next = "c" if self.starts_content == self.cue.last + 1 else "n"
        left = "first" if self.cue.first == 0 else self.before
        return [
            "none",
            f"none.f={self.form}.{self.clitic}.{had}",
            f"none.n={self.after}.{self.form}",
            f"none.n={self.after}.{had}",
            f"none.gap={self.gap}.{self.form}.{had}",
            f"none.l={self.lemma}",
            f"none.previous={self.previous}.{self.form}.{self.clitic}",
            f"none.previous={self.previous}.{left}",
            f"none.p={left}.{had}",
            f"none.c={content_next}.{left}.{had}",
            f"none.c={content_next}.{self.form}.{had}",
            f"none.w={self.sentence.tokens[self.cue.first].norm}",
            f"none.pos={min(self.cue.first, 3)}.{content_next}",
            f"none.h={self.sentence.language.shape_of(self.sentence.tokens[self.cue.last].norm)}",
        ]

    def _somebody(self, candidate: Candidate) -> list[str]:
        first, last = candidate
        views, tokens, cue = self.views, self.sentence.tokens, self.cue
        between_pieces = cue.first < first < cue.last
        right = first > cue.first
        side = "M" if between_pieces else "R" if right else "L"
        start = cue.first if between_pieces else cue.last
        gap = first - start - 1 if right else cue.first - last - 1
        head, tail = views[first], views[last]
        before = views[first - 1].tag if first else "start"
        after = views[last + 1].tag if last + 1 < len(views) else "end"
        low, high = (start + 1, first) if right else (last + 1, cue.first)
        verbs = min(self.verbs[high] - self.verbs[low], 2) if high > low else 0
        commas = min(self.commas[high] - self.commas[low], 2) if high > low else 0
        between = sum(index in self.cue_tokens for index in range(low, high))
        inside = self._inside(first, last)
        same = self._same(candidate)
        length = min(last - first + 1, 7)
        far = bucket(gap)
        rank = "at" if not gap else "near" if gap < 4 else "far"
        row = [
            f"{side}{far}",
            f"{side}{far}.{self.form}",
            f"{side}.l={self.lemma}",
            f"{side}.v={verbs}.c={commas}.k={min(between, 2)}",
            f"{side}.v={verbs}.{self.form}.{rank}",
            f"{side}.p={before}.{rank}",
            f"{side}.p={before}.{self.form}",
            f"{side}.n={after}",
            f"{side}.n={after}.t={tail.tag}",
            f"{side}.t={head.tag}",
            f"{side}.t={head.tag}.p={before}",
            f"{side}.t={head.tag}.{length}",
            f"{side}.len={length}.{after}",
            f"n={after}.h={self.sentence.language.shape_of(tokens[last].norm)}",
            f"hw={tokens[first].norm}",
            f"tw={tokens[last].norm}",
            f"nw={tokens[last + 1].norm if last + 1 < len(tokens) else 'end'}",
            f"head={head.tag}.{self.lemma}",
            f"head={head.tag}.{self.form}.{side}",
            f"g={views[cue.first].gender}{head.gender}.{self.form}.{side}.{rank}",
            f"previous={self.previous}.{side}.{self.form}.{self.clitic}",
            f"previous={self.previous}.same={same}",
            f"all_nobody={self.all_nobody}.{side}.{self.form}",
            f"to={self._is_addressee(first)}.{side}.{rank}",
            f"nto={self._is_addressee(last + 1)}.{side}.{head.tag}",
            f"same={same}",
            f"same={same}.{self.form}.{self.clitic}",
            f"same={same}.{self.before}",
            f"same={same}.v={verbs}.{side}",
            f"in={inside}",
            f"in={inside}.{side}",
            f"{side}.bare={'w' if tokens[first].norm[:1] == 'و' else ''}{before}",
        ]
        row += self._joints(first, last, side)
        row += self._grammar(first, last, side, rank)
        row += self._shape_of_phrase(first, last)
        if first == 0:
            row.append(f"start.{self.form}.{rank}")
        row += self._to_content(candidate, side, after)
        if not right and before.startswith("verb"):
            row.append(f"subject.{views[first - 1].gender}{head.gender}.{after}")
            row.append(f"subject.{before}.{self.form}.{self.clitic}")
        if not right and not gap:
            row.append(f"adjacent.{self.form}.{before}.{length}")
        if self.before == "relative" and not right:
            row.append(f"relative.{last + 2 == cue.first or last + 3 == cue.first}")
        return row

    def _inside(self, first: int, last: int) -> str:
        """What the phrase is made of that may speak against it."""
        marks = set()
        for index in range(first, last + 1):
            tag = self.views[index].tag
            if index > first and self._is_addressee(index):
                marks.add("l")
            if index in self.cue_tokens:
                marks.add("k")
            elif tag in (",", ";"):
                marks.add(",")
            elif (tag.startswith("verb.p") and index > first) or tag == "verb.imperfect":
                marks.add("v")
            elif tag == "relative":
                marks.add("r")
            elif tag == "preposition":
                marks.add("b" if self._names_channel(index + 1, last) else "p")
            elif tag == "time":
                marks.add("t")
            elif tag in _QUOTES:
                marks.add("q")
        return "".join(sorted(marks))

    def _is_addressee(self, index: int) -> bool:
        """ "لـ«المدينة»", "للصحافيين", "to reporters"."""
        if index >= len(self.views):
            return False
        return "to" in self.views[index].atoms

    def _names_channel(self, index: int, last: int) -> bool:
        """Do these words say where it was said ("في بيان", "on Facebook"), not who said it?"""
        if index > last:
            return False
        return _is_channel(self.sentence, index)

    def _joints(self, first: int, last: int, side: str) -> list[str]:
        """Between which words the phrase holds together, and between which it is cut off."""
        kinds = self.kinds
        before = kinds[first - 1] if first else "start"
        after = kinds[last + 1] if last + 1 < len(kinds) else "end"
        then = kinds[last + 2] if last + 2 < len(kinds) else "end"
        row = [f"j={kinds[i]}>{kinds[i + 1]}" for i in range(first, last)]
        row += [f"jj={kinds[i]}>{kinds[i + 1]}>{kinds[i + 2]}" for i in range(first, last - 1)]
        two = kinds[last - 1] if last > first else side
        tokens = self.sentence.tokens
        following = tokens[last + 1].norm if last + 1 < len(kinds) else "end"
        row += (
            f"cut={kinds[last]}>{after}",
            f"cut={two}>{kinds[last]}>{after}",
            f"cut={kinds[last]}>{after}>{then}",
            f"cut={kinds[first]}.{kinds[last]}>{after}",
            f"open={before}>{kinds[first]}",
            f"open={before}>{kinds[first]}.{side}.{self.form}",
            f"head={kinds[first]}.{side}.{self.form}",
            f"head={kinds[first]}.{self.kind_of_cue}",
            f"cut={kinds[last]}>{after}.{self.frames}.{side}",
            f"lastword={self.sentence.tokens[last].norm}>{after}",
            f"nextword={kinds[last]}>{following}",
        )
        return row

    def _grammar(self, first: int, last: int, side: str, rank: str) -> list[str]:
        """What the order of verb, subject and object says."""
        kinds = self.kinds
        row = []
        if self.topic >= 0:
            where = "at" if first == self.topic + 1 else "on" if first == self.topic else "off"
            row.append(f"topic={where}.{self.clitic}")
        verb = first - 1 if first and self.views[first - 1].tag.startswith("verb") else -1
        if verb >= 0 and side == "L":
            main = "main" if verb == self.first_verb else "sub"
            row += (f"vs={main}.{self.form}.{self.clitic}", f"vs={main}.p={self.before}")
        if side == "L":
            low = last + 1
            span = kinds[low : self.cue.first]
            row.append(f"gapkinds={' '.join(span) if len(span) <= 2 else 'many'}.{self.form}")
            row.append(
                f"start={first == 0}.{self.first_verb == self.cue.first}.{self.form}.{self.clitic}"
            )
        else:
            span = kinds[self.cue.last + 1 : first]
            row.append(f"gapkinds={' '.join(span) if len(span) <= 2 else 'many'}.{self.form}")
            row.append(f"fr={self.frames}.{rank}.{kinds[first]}")
            row.append(f"gov={self._governs(last + 1)}.{self.frames}.{rank}")
        return row

    def _governs(self, index: int) -> str:
        """Does what follows open the content that such a verb asks for?"""
        if index >= len(self.views):
            return "end"
        if index == self.opener:
            return "that"
        norm = self.sentence.tokens[index].norm
        if self.sentence.language.is_governed(norm):
            return "b"
        return norm if self.views[index].tag == "preposition" else "no"

    def _shape_of_phrase(self, first: int, last: int) -> list[str]:
        """Its tags in order where it is short, and how it begins and ends where it is long."""
        tags = [view.tag for view in self.views[first : last + 1]]
        row = []
        if len(tags) <= 4:
            row.append("tags=" + " ".join(tags))
        row.append("ends=" + " ".join(tags[-2:]))
        if last + 1 < len(self.views) and self.views[last + 1].tag == "preposition":
            row.append(f"thenchannel={self._names_channel(last + 2, len(self.views) - 1)}")
        return row

    def _same(self, candidate: Candidate) -> str:
        """Is it the source of an earlier cue of the sentence, or part of one?"""
        for nth, source in enumerate(reversed(self.earlier)):
            if source == candidate:
                return f"{min(nth, 2)}"
            if source.first <= candidate.last and candidate.first <= source.last:
                return "part"
        return "other" if self.earlier else "new"

    def _to_content(self, candidate: Candidate, side: str, after: str) -> list[str]:
        first, last = candidate
        row = []
        if first in self.content or last in self.content:
            row.append(f"eats.{side}")
        elif side == "R" and self.starts_content >= 0:
            gap = self.starts_content - last - 1
            row += (f"R.toc={bucket(gap) if gap >= 0 else 'past'}", f"R.toc={min(gap, 2)}.{after}")
        cue_in = [self.cue.first in other for other in self.outer]
        mine = [first in other for other in self.outer]
        together = sum(a and b for a, b in zip(cue_in, mine, strict=True))
        row.append(f"nest={min(sum(cue_in), 2)}.{min(together, 2)}.{side}")
        if any(b and not a for a, b in zip(cue_in, mine, strict=True)):
            row.append(f"foreign.{side}")
        if self.sentence.quote[first] != self.sentence.quote[self.cue.first]:
            row.append(f"quotes.{side}.{bool(self.sentence.quote[first])}")
        if self.opener < len(self.views) and side == "R":
            row.append(f"R.op={'past' if last >= self.opener else min(self.opener - last, 3)}")
        return row
