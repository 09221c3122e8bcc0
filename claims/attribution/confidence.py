"""What speaks for a whole attribution: features of the model that judges it."""

from bisect import bisect_right
from collections.abc import Sequence

from claims.attribution.features import CuePlace, bucket, head_of
from claims.attribution.sentence import Sentence, opens_content


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
    p, c, s = _grade(probability), _grade(sure), _grade(certain)
    who = "none" if not source else "left" if source[0] < cue.first else "right"
    return (
        f"p={p}",
        f"p={p}.{form}",
        f"c={c}",
        f"s={s}",
        f"s={s}.{who}",
        f"form={form}",
        f"lemma={lemma}",
        f"who={who}.{form}",
        f"opens={opens}.{form}",
        f"opens={opens}.{p}",
        f"len={length}.{form}",
        f"after={after}.{form}",
        f"quoted={quoted}.{form}",
        f"heading={sentence.is_heading}.{form}",
        f"all={_grade(probability * sure * certain)}",
    )


def _grade(probability: float) -> int:
    """Ten steps, finer near certainty, where most decisions lie."""
    return bisect_right(_GRADES, probability)


_GRADES = (0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.99)
