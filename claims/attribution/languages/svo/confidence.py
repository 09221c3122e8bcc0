"""How far to trust a rule: how often it was right before, drawn towards the average of all rules.

The counts in precision.tsv come from annotated articles; a rule seen seldom is trusted like an
average one. Source: the m-estimate (Cestnik 1990) with m = 4.
"""

from functools import cache
from importlib import resources

_WEIGHT_OF_AVERAGE = 4


@cache
def confidence_of(rule: str) -> float:
    """The probability that what this rule found is right, in [0, 1]."""
    counts = _counts()
    average = sum(right for right, _ in counts.values()) / sum(n for _, n in counts.values())
    right, found = counts.get(rule, (0, 0))
    return (right + _WEIGHT_OF_AVERAGE * average) / (found + _WEIGHT_OF_AVERAGE)


@cache
def _counts() -> dict[str, tuple[int, int]]:
    text = (resources.files(__package__) / "precision.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {rule: (int(right), int(found)) for rule, right, found in rows}
