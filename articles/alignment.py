"""Which sentences of a new text are sentences of the old one, by quote and by position."""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher


def carried_over(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Map indexes of new sentences to those of the old sentences they continue.

    Quote and position must both agree: the words are the same to the code point, and the order is
    kept. Where a sentence stands more than once in either text, its neighbours have to agree too;
    a look-alike whose neighbours changed continues nothing, since nobody can know which of the
    twins was deleted.
    """
    in_old, in_new = Counter(old), Counter(new)
    twins = {text for counts in (in_old, in_new) for text, n in counts.items() if n > 1}

    def neighbours_agreeing(i: int, j: int) -> int:
        return sum(
            (old[i + step] if 0 <= i + step < len(old) else None)
            == (new[j + step] if 0 <= j + step < len(new) else None)
            for step in (-1, 1)
        )

    pairs: dict[int, int] = {}
    for block in SequenceMatcher(a=old, b=new, autojunk=False).get_matching_blocks():
        for i, j in zip(
            range(block.a, block.a + block.size), range(block.b, block.b + block.size), strict=True
        ):
            needed = 0 if old[i] not in twins else 1 if in_old[old[i]] == in_new[old[i]] else 2
            if neighbours_agreeing(i, j) >= needed:
                pairs[j] = i
    return pairs
