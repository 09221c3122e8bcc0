"""How far two people who decide without seeing each other agree, beyond what chance would give.

Pure functions over pairs of verdicts, and the pairs of a desk and a period.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.models import Decision

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over `pairs` claims; kappa and alpha are None where they say nothing.

    That is with no pairs, and where everybody always gave the same verdict.
    """

    pairs: int
    agreed: int
    kappa: float | None
    alpha: float | None


def agreement_of(pairs: Sequence[Pair]) -> Agreement:
    """All figures of these pairs, first opinion first."""
    return Agreement(
        pairs=len(pairs),
        agreed=sum(one == other for one, other in pairs),
        kappa=cohen_kappa(pairs),
        alpha=krippendorff_alpha(pairs),
    )


def cohen_kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa, from -1 to 1.

    Source: Cohen (1960), "A coefficient of agreement for nominal scales".
    """
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(one == other for one, other in pairs) / n
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(first[verdict] * second[verdict] for verdict in first) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(pairs: Sequence[Pair]) -> float | None:
    """Krippendorff's alpha for nominal values, two for each claim and none missing; at most 1.

    Source: Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section B.
    """
    values = Counter(verdict for pair in pairs for verdict in pair)
    n = sum(values.values())
    expected = sum(count * (n - count) for count in values.values())
    if not expected:
        return None
    observed = 2 * sum(one != other for one, other in pairs)
    return 1 - (n - 1) * observed / expected


def pairs_of(*, desk: int | None, since: datetime, until: datetime) -> list[Pair]:
    """First and second opinions on the same claim in the same round, of a desk and a period.

    Without a desk, those of all desks and of none.
    """
    decisions = Decision.objects.filter(at__gte=since, at__lt=until)
    if desk is not None:
        decisions = decisions.filter(claim__review__desk=desk)
    rounds: dict[tuple[object, int], list[str]] = {}
    for claim, number, verdict in decisions.order_by("pk").values_list("claim", "round", "verdict"):
        rounds.setdefault((claim, number), []).append(verdict)
    return [(given[0], given[1]) for given in rounds.values() if len(given) > 1]
