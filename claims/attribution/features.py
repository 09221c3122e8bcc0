"""Features for the two models: short strings that are the same in every language.

Source: the design of Newell et al. (2018), "Quote extraction and attribution", one pass a cue, with
features that say where a word stands to the cue.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.attribution.sentence import Sentence, opens_content

_FAR = 8  # tokens within which a complementiser or a quotation is looked for
REACH_BEFORE, REACH_AFTER = 40, 60  # tokens around the cue that the model looks at


@dataclass(frozen=True, slots=True)
class CuePlace:
    """The tokens of one cue in its sentence, both pieces of a discontinuous one."""

    tokens: tuple[int, ...]

    @property
    def first(self) -> int:
        return self.tokens[0]

    @property
    def last(self) -> int:
        return self.tokens[-1]


def window(sentence: Sentence, cue: CuePlace) -> tuple[int, int]:
    """The first and one past the last token that the model looks at."""
    return (
        max(0, cue.first - REACH_BEFORE),
        min(len(sentence.tokens), cue.last + 1 + REACH_AFTER),
    )


def bucket(distance: int) -> str:
    if distance <= 4:
        return str(distance)
    return "5+" if distance <= 8 else "9+" if distance <= 16 else "17+"


def role_features(
    sentence: Sentence,
    cue: CuePlace,
    cues: list[CuePlace],
    earlier: list[tuple[int, int]],
) -> list[list[str]]:
    """One list of strings for each token of the window.

    Cues are all of the sentence's, in order; earlier are the (first, last) source tokens of the
    cues before this one.
    """
    start, end = window(sentence, cue)
    state = _Around(sentence, cue, cues, earlier)
    rows: list[list[str]] = [[] for _ in range(start, end)]
    for index in range(cue.first - 1, start - 1, -1):
        rows[index - start] = state.row(index, -1)
    state.turn()
    for index in range(cue.last + 1, end):
        rows[index - start] = state.row(index, 1)
    kind = sentence.views[cue.first].tag
    for index in range(cue.first, min(cue.last + 1, end)):
        inside = "me" if index in cue.tokens else f"inside.t={sentence.views[index].tag}"
        rows[index - start] = [inside, f"{inside}.{kind}"]
    if sentence.is_heading:
        for row in rows:
            row.append(f"heading.{state.form}")
    return rows


class _Around:
    """Walks away from a cue, word by word, and remembers what it has passed."""

    def __init__(
        self,
        sentence: Sentence,
        cue: CuePlace,
        cues: list[CuePlace],
        earlier: list[tuple[int, int]],
    ) -> None:
        self.sentence, self.views, self.quotes = sentence, sentence.views, sentence.quote
        self.cue = cue
        self.form, self.lemma = head_of(sentence, cue)
        self.own_quote = sentence.quote[cue.first]
        self.gender = sentence.views[cue.first].gender
        self.number_of = {index: n for n, place in enumerate(cues) for index in place.tokens}
        self.mine = self.number_of.get(cue.first, 0)
        self.in_source = _marks(earlier)
        self.pro_drop = bool(earlier)
        self.opener = sentence.next_opener[cue.last + 1]
        has_opener = self.opener < len(self.views)
        self.opener_tag = self.views[self.opener].tag if has_opener else "none"
        self.opener_gap = bucket(self.opener - cue.last) if has_opener else "none"
        self.bound = _first_bound(sentence, cue.last + 1)
        self.turn()

    def turn(self) -> None:
        """Forget what was passed, to walk the other way."""
        self.commas = self.others = self.openers = self.verbs = self.stops = self.closed = 0
        self.clause = self.passed = "none"  # how the clause began; the last other cue

    def row(self, index: int, step: int) -> list[str]:
        """The features of one word; step is the direction of the walk."""
        views, sentence, form = self.views, self.sentence, self.form
        view = views[index]
        tag, norm = view.tag, sentence.tokens[index].norm
        distance = self.cue.first - index if step < 0 else index - self.cue.last
        side = "L" if step < 0 else "R"
        quote = self.quotes[index]
        where = "same" if quote == self.own_quote else "in" if quote else "out"
        before = views[index - 1].tag if index else "start"
        after = views[index + 1].tag if index + 1 < len(views) else "end"
        if step > 0 and before in (",", ";", ":", "."):
            self.clause = f"{tag}.{'w' if norm[:1] == 'و' else ''}"
        far = bucket(distance)
        openers, others = min(self.openers, 2), min(self.others, 2)
        row = [
            f"{side}{far}",
            f"{side}{far}.{form}",
            f"{side}.t={tag}",
            f"{side}.t={tag}.{form}",
            f"{side}.w={norm}",
            f"{side}{min(distance, 2)}.t={tag}.{form}",
            f"{side}.k={min(self.commas, 3)}.{others}.{openers}",
            f"{side}.o={openers}.v={min(self.verbs, 2)}.{form}",
            f"{side}.cm={min(self.commas, 2)}.{form}.{where}",
            f"{side}.q={where}.{openers}",
            f"{side}.stop={min(self.stops, 1)}.{self.closed}",
            f"{side}.p={before}.t={tag}",
            f"{side}.t={tag}.n={after}",
            f"{side}.p={before}.{min(openers, 1)}.{min(others, 1)}",
            f"{side}.n={after}.{min(openers, 1)}.{min(others, 1)}",
            f"p={before}.t={tag}.n={after}",
            f"{side}.h={sentence.language.shape_of(norm)}",
            f"{side}.g={self.gender}{view.gender}.{min(distance, 3)}",
            f"{side}.past={self.passed}.{openers}",
            f"{side}.clause={self.clause}.{openers}",
            f"{side}.clause={self.clause}.{where}.{form}",
        ]
        if distance <= 2:
            row.append(f"{side}{distance}.l={self.lemma}.t={tag}")
        if step > 0:
            self._ahead(row, index, far)
        self._neighbours(row, index, side, after)
        here = self.number_of.get(index)
        if here is not None:
            row.append(f"{side}.cue.{tag}")
        mark = self.in_source.get(index)
        if mark:
            row += (f"{side}.src{mark}.{form}", f"{side}.src{mark}")
        elif self.in_source:
            row.append(f"{side}.nosrc.{form}")
        elif self.pro_drop:
            row.append(f"{side}.prodrop.{form}")
        if index == 0:
            row.append(f"first.{form}")
        self._pass(index, tag, here, before)
        return row

    def _ahead(self, row: list[str], index: int, far: str) -> None:
        """Where a word after the cue stands to the word that opens the content."""
        order = "pre" if index < self.opener else "post" if index > self.opener else "at"
        row += (
            f"R.{order}.{self.opener_tag}",
            f"R.{order}.{self.opener_tag}.{self.form}",
            f"R.{order}.{far}.{self.opener_gap}.{self.opener_tag}",
            f"R.{order}.{self.opener_tag}.{self.views[index].tag}.{min(self.commas, 1)}",
            f"R.{order}.l={self.lemma}",
        )
        edge = "in" if index < self.bound else "at" if index == self.bound else "past"
        row += (
            f"R.np={edge}",
            f"R.np={edge}.{self.form}",
            f"R.np={edge}.{order}.{self.opener_tag}",
        )

    def _neighbours(self, row: list[str], index: int, side: str, after: str) -> None:
        tokens = self.sentence.tokens
        if index + 1 < len(tokens):
            row.append(f"{side}.nw={tokens[index + 1].norm}")
            if index + 1 in self.number_of:
                row.append(f"{side}.nextcue.{self.views[index + 1].tag}")
        else:
            row.append(f"{side}.end")
        if index + 2 in self.number_of:
            row.append(f"{side}.next2cue.{self.views[index + 2].tag}.{after}")
        if index:
            row.append(f"{side}.pw={tokens[index - 1].norm}")

    def _pass(self, index: int, tag: str, here: int | None, before: str) -> None:
        if tag in (",", ";"):
            self.commas += 1
        elif tag in (".", "!", "?", ":"):
            self.stops += 1
        if here is not None and here != self.mine:
            self.others += 1
            self.passed = f"{tag}.{before if before in (',', ';') else 'w'}"
        if opens_content(self.sentence, index):
            self.openers += 1
        if tag.startswith("verb"):
            self.verbs += 1
        quote = self.quotes[index]
        if quote and (index + 1 == len(self.quotes) or self.quotes[index + 1] != quote):
            self.closed = 1


def _marks(sources: list[tuple[int, int]]) -> dict[int, str]:
    """Per token of an earlier source: how many sources ago, and whether it begins or ends it."""
    marks: dict[int, str] = {}
    named = [source for source in sources if source[0] >= 0]
    for nth, (first, last) in enumerate(reversed(named)):
        for index in range(first, last + 1):
            edge = "B" if index == first else "E" if index == last else "I"
            marks.setdefault(index, f"{min(nth, 1)}{edge}")
    return marks


_BOUNDS = frozenset({"complementiser", "preposition", "relative", "time", "negation", "auxiliary"})


def _first_bound(sentence: Sentence, start: int) -> int:
    """The first word from `start` on that cannot belong to a plain noun phrase."""
    for index in range(start, len(sentence.views)):
        tag = sentence.views[index].tag
        if tag in _BOUNDS or (tag.startswith("verb.p") and index > start):
            return index
        if not tag[0].isalpha() and index > start and tag not in ('"', "'", "(", ")", "-"):
            return index
    return len(sentence.views)


def head_of(sentence: Sentence, cue: CuePlace) -> tuple[str, str]:
    """(form, lemma) of the word that makes the cue."""
    for index in cue.tokens:
        reading = sentence.views[index].reading
        if reading is not None:
            form = f"{reading.kind}.{reading.form}"
            return form, reading.lemma
    return sentence.views[cue.first].tag, sentence.tokens[cue.first].norm


def cue_features(sentence: Sentence) -> list[list[str]]:
    """One list of strings a token, for the model that finds cues."""
    views, count = sentence.views, len(sentence.views)
    rows: list[list[str]] = []
    for index, view in enumerate(views):
        row = list(view.atoms)
        if index:
            row += views[index - 1].before
        else:
            row.append("first")
        if index > 1:
            row += views[index - 2].before2
        if index + 1 < count:
            row += views[index + 1].after
        else:
            row.append("last")
        if index + 2 < count:
            row += views[index + 2].after2
        goal = sentence.next_opener[index + 1]
        gap = goal - index
        opener = "no"
        if gap <= _FAR and goal < count:
            opener = "that" if views[goal].tag == "complementiser" else "quote"
        form = view.reading.form if view.reading else "none"
        quoted = "q" if sentence.quote[index] else "o"
        row += [
            f"op={opener}{min(gap, 4) if opener != 'no' else ''}",
            f"op={opener}.{form}",
            f"quoted={quoted}.{form}",
        ]
        if view.reading is not None:
            lemma = view.reading.lemma
            after = views[index + 1].tag if index + 1 < count else "end"
            before = views[index - 1].tag if index else "start"
            row += [f"l={lemma}.op={opener}", f"l={lemma}.n={after}", f"f={form}.n={after}",
                    f"f={form}.p={before}", f"f={form}.p={before}.n={after}.{opener}"]  # fmt: skip
        if sentence.is_heading:
            row.append(f"heading.{view.tag}")
        if index < 4:
            row.append(f"start{index}.{form}")
        rows.append(row)
    _add_kinds(sentence, rows)
    _add_verbs_before(sentence, rows)
    return rows


def _add_kinds(sentence: Sentence, rows: Sequence[list[str]]) -> None:
    """What kind of noun phrase seems to begin after a word, or to end before it."""
    kinds = [sentence.language.kind_of(token.norm) for token in sentence.tokens]
    kinds += ["end", "end"]
    for index, row in enumerate(rows):
        reading = sentence.views[index].reading
        form = reading.form if reading else "none"
        ahead, then = kinds[index + 1], kinds[index + 2]
        row.extend((
            f"f={form}.ka={ahead}",
            f"f={form}.kb={kinds[index - 1] if index else 'start'}",
            f"f={form}.ka={ahead}>{then}",
            f"{kinds[index]}.ka={ahead}",
        ))  # fmt: skip


def _add_verbs_before(sentence: Sentence, rows: Sequence[list[str]]) -> None:
    """Which verb stands before a participle, a noun or a preposition ("نقل ... عن")."""
    verb, at = "no", -_FAR * 3
    for index, row in enumerate(rows):
        view = sentence.views[index]
        form = view.reading.form if view.reading else "none"
        if view.tag == "preposition" or form in ("participle", "masdar", "plain"):
            near = bucket(index - at) if index - at < _FAR * 3 else "far"
            row.extend((f"w={sentence.tokens[index].norm}.v={verb}.{near}", f"f={form}.v={verb}"))
        if view.reading is not None and form in ("perfect", "imperfect"):
            verb, at = view.reading.cue_class, index
        elif view.tag in ("complementiser", ".") and verb[-1] != "|":
            verb = f"{verb}|"


def confidence_features(
    sentence: Sentence,
    cue: CuePlace,
    *,
    probability: float,
    sure: float,
    certain: float,
    source: Sequence[int],
    content: Sequence[int],
) -> tuple[str, ...]:
    """What speaks for a whole attribution: how sure each model was, and how its parts look."""
    form, lemma = head_of(sentence, cue)
    after = content[0] > cue.last if content else False
    quoted = bool(sentence.quote[cue.first])
    length = bucket(len(content))
    opens = opens_content(sentence, content[0]) if content else False
    who = "none" if not source else "left" if source[0] < cue.first else "right"
    return (
        f"p={_grade(probability)}",
        f"p={_grade(probability)}.{form}",
        f"c={_grade(sure)}",
        f"s={_grade(certain)}",
        f"s={_grade(certain)}.{who}",
        f"form={form}",
        f"lemma={lemma}",
        f"who={who}.{form}",
        f"opens={opens}.{form}",
        f"opens={opens}.{_grade(probability)}",
        f"len={length}.{form}",
        f"after={after}.{form}",
        f"quoted={quoted}.{form}",
        f"heading={sentence.is_heading}.{form}",
        f"all={_grade(probability * sure * certain)}",
    )


def _grade(probability: float) -> int:
    """Ten steps, finer near certainty, where most decisions lie."""
    for step, limit in enumerate((0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.99)):
        if probability < limit:
            return step
    return 9
