"""What the trained models look at, as strings: per token for cues, per token and cue for roles."""

from collections.abc import Sequence

from claims.attribution.sentence import Sentence, Word

_WINDOW = 2


def cue_features(sentence: Sentence) -> list[list[str]]:
    """Features of each token for the question: is this word (part of) a cue?"""
    words, count = sentence.words, len(sentence.words)
    rows = []
    for i, word in enumerate(words):
        quoted = "q" if sentence.quotes[i] else "o"
        norm = word.norm
        row = [
            "b",
            quoted,
            f"w={norm}",
            f"s={word.stem}",
            f"r={word.skeleton}",
            f"p2={norm[:2]}",
            f"p3={norm[:3]}",
            f"s2={norm[-2:]}",
            f"s3={norm[-3:]}",
            f"sh={word.shape}",
            f"at={min(i, 3)}",
            *(f"k={name}" for name in word.classes),
        ]
        if sentence.is_heading:
            row += ["h", f"hw={norm}"]
        following = words[i + 1] if i + 1 < count else None
        for reading in sentence.readings[i]:
            row += [f"l={reading}", f"l={reading}{quoted}"]
            if following:
                row += [f"l={reading}|{following.norm}"]
                row += [f"l={reading}|k{name}" for name in following.classes]
        if not sentence.readings[i]:
            row.append("l0")
        for step in (-3, -2, -1, 1, 2, 3):
            j = i + step
            if not 0 <= j < count:
                row.append(f"w{step}=#")
                continue
            near = words[j]
            row.append(f"w{step}={near.norm}")
            if abs(step) <= _WINDOW:
                row += [f"s{step}={near.stem}", f"sh{step}={near.shape}", f"x{step}={near.norm[-2:]}"]
                row += [f"k{step}={name}" for name in near.classes]
                row += [f"l{step}={name}" for name in sentence.readings[j] if ":" not in name]
                if bool(sentence.quotes[j]) != bool(sentence.quotes[i]):
                    row.append(f"qc{step}")
        if following:
            row.append(f"b+={word.stem}|{following.norm}")
        if i:
            row.append(f"b-={words[i - 1].norm}|{word.stem}")
        rows.append(row)
    return rows


def _distance(steps: int) -> str:
    near = abs(steps)
    for limit in (1, 2, 3, 5, 8, 15, 30):
        if near <= limit:
            return f"{'-' if steps < 0 else '+'}{limit}"
    return "-f" if steps < 0 else "+f"


def _paths(sentence: Sentence, first: int, last: int, cues: set[int]) -> list[str]:
    """Per token: the side of the cue, and what one crosses on the way to it.

    Commas (at most 2), a complementiser, another cue, a quotation mark, a colon: five signs.
    """
    count = len(sentence.words)
    paths = ["0"] * count
    inside = sentence.quotes[first]
    for side, way in (("+", range(last + 1, count)), ("-", range(first - 1, -1, -1))):
        commas = complementisers = others = quotes = colons = 0
        for i in way:
            word = sentence.words[i]
            paths[i] = f"{side}{min(commas, 2)}{complementisers}{others}{quotes}{colons}"
            if word.norm in (",", ";"):
                commas += 1
            elif word.norm == ":":
                colons = 1
            elif "complementiser" in word.classes:
                complementisers = 1
            if i in cues:
                others = 1
            if word.norm in "\"'" or sentence.quotes[i] != inside:
                quotes = 1
    return paths


def role_features(
    sentence: Sentence,
    first: int,
    last: int,
    *,
    cues: set[int],
    sources: Sequence[set[int]],
    contents: Sequence[set[int]],
) -> list[list[str]]:
    """Features of each token for the question: is this word source or content of this cue?

    The cue is tokens first..last; cues are the tokens of all cues of the sentence; sources and
    contents are those of the cues before this one, since participles and later verbs share the
    subject of the earlier verb.
    """
    words = sentence.words
    paths = _paths(sentence, first, last, cues)
    cue, inside = words[first], sentence.quotes[first]
    forms = "".join(sorted(r for r in sentence.readings[first] if r.isalpha())) or cue.norm[-2:]
    details = [name for name in sentence.readings[first] if not name.isalpha()]
    earlier = set().union(*sources) if sources else set()
    latest = sources[-1] if sources else set()
    covered = set().union(*contents) if contents else set()
    is_nested = "n" if first in covered else "t"
    known = min(sum(map(bool, sources)), 2)
    rows = []
    for i, word in enumerate(words):
        if first <= i <= last:
            rows.append(["cue"])
            continue
        path = paths[i]
        side = path[0]
        away = _distance(i - last if i > last else i - first)
        norm = word.norm
        row = [
            f"d={away}",
            f"w={norm}",
            f"s={word.stem}",
            f"s2={norm[-2:]}",
            f"p2={norm[:2]}",
            f"sh={word.shape}",
            f"t={path}",
            f"c{path[:2]}",
            f"m{side}{path[2]}",
            f"u{side}{path[3]}",
            f"q{side}{path[4]}",
            f"n{side}{path[5]}",
            f"{side}w={norm}",
            f"{side}sh={word.shape}",
            f"d,c={away}{cue.stem}",
            f"t,w={path}{norm}",
            f"t,c={path}{cue.stem}",
            f"d,sh={away}{word.shape}",
            f"d,s2={away}{norm[-2:]}",
            f"d,w={away}{norm}",
            f"f={side}{forms}{path}",
            f"cs={cue.stem}",
            f"cl={side}{words[last].norm}",
            f"o={known}{side}{word.shape}",
        ]
        row += _class_features(word, path, away)
        row += [f"fr={path}{name}" for name in details]
        if i in earlier:
            share = "l" if i in latest else "e"
            row += [f"ps={share}", f"ps={share}{path}", f"ps={share}{forms}", f"ps={share}{is_nested}"]
        if i in covered:
            row += [f"pc{side}{is_nested}"]
        if i in cues:
            row += [f"x{side}", f"x{path}"]
        if sentence.quotes[i]:
            row.append(f"iq{side}{sentence.quotes[i] == inside}")
        if inside:
            row.append(f"ci{sentence.quotes[i] == inside}")
        row += _neighbours(sentence, i, side, cues)
        if sentence.is_heading:
            row.append(f"h{path}")
        rows.append(row)
    return rows


def _class_features(word: Word, path: str, away: str) -> list[str]:
    row = []
    for name in word.classes:
        row += [f"k={name}", f"k={path}{name}", f"k={away}{name}"]
    return row


def _neighbours(sentence: Sentence, i: int, side: str, cues: set[int]) -> list[str]:
    row = []
    for step in (-2, -1, 1, 2):
        j = i + step
        if not 0 <= j < len(sentence.words):
            row.append(f"w{step}=#")
            continue
        near = sentence.words[j]
        row += [f"w{step}={near.norm}", f"{side}w{step}={near.norm}", f"sh{step}={near.shape}"]
        row += [f"k{step}={name}" for name in near.classes]
        if j in cues:
            row.append(f"x{step}")
        if sentence.quotes[j] != sentence.quotes[i]:
            row.append(f"qc{step}")
    return row
