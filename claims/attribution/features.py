"""Features for the two models: short strings that are the same in every language.

Source: the design of Newell et al. (2018), "Quote extraction and attribution", one pass a cue, with
features that say where a word stands to the cue.
"""

from dataclasses import dataclass

from claims.attribution.sentence import Sentence, opens_content

_FAR = 8  # tokens within which a complementiser or a quotation is looked for
REACH_BEFORE, REACH_AFTER = 60, 90  # tokens around the cue that the model looks at


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


def _bucket(distance: int) -> str:
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
    views, quotes = sentence.views, sentence.quote
    head = _head(sentence, cue)
    form, lemma = head
    kind = views[cue.first].tag
    own_quote = quotes[cue.first]
    number_of = {index: n for n, place in enumerate(cues) for index in place.tokens}
    mine = number_of.get(cue.first, 0)
    in_source: dict[int, str] = {}
    for nth, (first, last) in enumerate(reversed(earlier)):
        for index in range(first, last + 1):
            edge = "B" if index == first else "E" if index == last else "I"
            in_source.setdefault(index, f"{min(nth, 1)}{edge}")
    gender = views[cue.first].gender
    has_subject_before = bool(earlier)
    opener = sentence.next_opener[cue.last + 1]
    opener_tag = views[opener].tag if opener < len(views) else "none"
    rows: list[list[str]] = [[] for _ in range(start, end)]
    for step in (-1, 1):
        commas = others = openers = verbs = stops = 0
        position = cue.first if step < 0 else cue.last
        index = position + step
        side = "L" if step < 0 else "R"
        while start <= index < end:
            view = views[index]
            tag = view.tag
            distance = abs(index - position)
            here = number_of.get(index)
            row = rows[index - start]
            where = "same" if quotes[index] == own_quote else "in" if quotes[index] else "out"
            row += (
                f"{side}{_bucket(distance)}",
                f"{side}{_bucket(distance)}.{form}",
                f"{side}.t={tag}",
                f"{side}.t={tag}.{form}",
                f"{side}.w={sentence.tokens[index].norm}",
                f"{side}{min(distance, 2)}.t={tag}.{form}",
                f"{side}.k={min(commas, 3)}.{min(others, 2)}.{min(openers, 2)}",
                f"{side}.o={min(openers, 2)}.v={min(verbs, 2)}.{form}",
                f"{side}.cm={min(commas, 2)}.{form}.{where}",
                f"{side}.q={where}.{min(openers, 2)}",
                f"{side}.stop={min(stops, 1)}",
            )
            if distance <= 2:
                row.append(f"{side}{distance}.l={lemma}.t={tag}")
            before = views[index - 1].tag if index else "start"
            after = views[index + 1].tag if index + 1 < len(views) else "end"
            row += (
                f"{side}.p={before}.t={tag}",
                f"{side}.t={tag}.n={after}",
                f"{side}.p={before}.{min(openers, 1)}.{min(others, 1)}",
                f"{side}.n={after}.{min(openers, 1)}.{min(others, 1)}",
                f"p={before}.t={tag}.n={after}",
            )
            if index + 1 < len(views):
                row.append(f"{side}.nw={sentence.tokens[index + 1].norm}")
                if (index + 1) in number_of:
                    row.append(f"{side}.nextcue.{views[index + 1].tag}")
            else:
                row.append(f"{side}.end")
            if index + 2 < len(views) and (index + 2) in number_of:
                row.append(f"{side}.next2cue.{views[index + 2].tag}.{after}")
            if index:
                row.append(f"{side}.pw={sentence.tokens[index - 1].norm}")
            row.append(f"{side}.h={sentence.language.shape_of(sentence.tokens[index].norm)}")
            if here is not None:
                row.append(f"{side}.cue.{'me' if here == mine else tag}")
            if index in in_source:
                row.append(f"{side}.src{in_source[index]}.{form}")
                row.append(f"{side}.src{in_source[index]}")
            elif has_subject_before:
                row.append(f"{side}.nosrc.{form}")
            if index == opener:
                row.append(f"opener.{opener_tag}.{form}")
            if step > 0 and opener < len(views):
                row.append(f"R.{'pre' if index < opener else 'post'}.{opener_tag}")
            row.append(f"{side}.g={gender}{view.gender}.{min(distance, 3)}")
            if index == 0:
                row.append(f"first.{form}")
            if tag in (",", ";"):
                commas += 1
            elif tag in (".", "!", "?", ":"):
                stops += 1
            if here is not None and here != mine:
                others += 1
            if opens_content(sentence, index):
                openers += 1
            if tag.startswith("verb"):
                verbs += 1
            index += step
    for index in cue.tokens:
        if start <= index < end:
            rows[index - start] = ["me", f"me.{kind}"]
    for index in range(cue.first + 1, cue.last):
        if index not in cue.tokens:
            rows[index - start].append(f"inside.t={views[index].tag}")
    if sentence.is_heading:
        for row in rows:
            row.append(f"heading.{form}")
    return rows


def _head(sentence: Sentence, cue: CuePlace) -> tuple[str, str]:
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
    return rows
