"""How far two people who decide without seeing each other agree, beyond what chance would give.

Pure functions over pairs of verdicts, and the figures of desks and periods.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from claims.models import Claim, Decision
from newsroom.models import User

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


def agreement_by_desk(
    periods: Sequence[timedelta], *, until: datetime, to: User | None
) -> dict[int | None, list[Agreement]]:
    """Agreement at each desk, in each of the periods that end at `until`; None is all together.

    Only what somebody may see is counted, under None too; `to` is None for Musnad itself. A desk
    without a pair isn't in it. One query, however many desks and periods.
    """
    decisions = Decision.objects.filter(at__gte=until - max(periods), at__lt=until)
    if to is not None:
        decisions = decisions.filter(claim__in=Claim.objects.visible_to(to))
    columns = ("claim", "round", "verdict", "at", "claim__review__desk")
    rounds: dict[tuple[UUID, int], list[tuple[str, datetime, int | None]]] = {}
    for claim, number, verdict, at, desk in decisions.order_by("pk").values_list(*columns):
        rounds.setdefault((claim, number), []).append((verdict, at, desk))
    by_desk: dict[int | None, list[list[Pair]]] = {}
    for given in rounds.values():
        if len(given) < 2:
            continue
        (first, at, desk), (second, _, _) = given[:2]
        for place in {None, desk}:
            pairs = by_desk.setdefault(place, [[] for _ in periods])
            for one, period in zip(pairs, periods, strict=True):
                if at >= until - period:
                    one.append((first, second))
    return {desk: [agreement_of(pairs) for pairs in found] for desk, found in by_desk.items()}
