"""The overview of the administration: where claims stand, what is late, what failed, who agrees.

Counting a million claims takes seconds, so the figures are counted once a minute at most, by one
of those who look, and shown with the time they were counted at; the others see the last ones.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from redis import RedisError

from articles.models import Ingestion
from articles.states import IngestionStatus
from claims.agreement import agreement_by_desk, agreement_of
from claims.models import Claim, Review
from claims.queue import HOURS_TO_DECIDE
from claims.states import ReviewStatus
from newsroom.failure_words import failure_name
from newsroom.models import Desk, User

logger = logging.getLogger(__name__)
COUNTED_EVERY: Final = timedelta(minutes=1)
KEPT: Final = timedelta(days=1)
# Whoever counts and dies leaves the next one waiting for so long, and no longer.
LONGEST_COUNT: Final = timedelta(minutes=2)
PERIOD: Final = timedelta(days=30)
# Upper ends of the ages that open claims are counted by, in hours; older ones come last.
AGES: Final = (24, 48, 168)
FIGURES: Final = "dashboard"
COUNTING: Final = "dashboard-counting"
Bars = list[dict[str, Any]]
Desks = list[tuple[int | None, str]]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the first page, with the figures of the desks that the person sees."""
    assert isinstance(request.user, User)
    return {**context, **shown(figures(timezone.now()), desks_of(request.user))}


def desks_of(person: User) -> Desks:
    """Whose figures somebody sees: those of no desk, and of each that isn't shut to them."""
    shut = Desk.objects.shut_to(person)
    open_ones = Desk.objects.exclude(pk__in=shut).order_by("name")
    return [(None, ""), *open_ones.values_list("pk", "name")]


def figures(now: datetime) -> dict[str, Any]:
    """The figures, at most a minute old, or as old as the one who counts them anew takes for it."""
    try:
        return _kept_figures(now)
    except RedisError:
        logger.warning("Valkey doesn't answer: the figures are counted for each look.")
        return counted(now)


def _kept_figures(now: datetime) -> dict[str, Any]:
    while True:
        found: dict[str, Any] | None = cache.get(FIGURES)
        if found and now - found["at"] < COUNTED_EVERY:
            return found
        if cache.add(COUNTING, "", LONGEST_COUNT.total_seconds()):
            try:
                found = counted(now)
                cache.set(FIGURES, found, KEPT.total_seconds())
            finally:
                cache.delete(COUNTING)
            return found
        if found:
            return found
        # The very first figures are being counted.
        time.sleep(0.05)


def counted(now: datetime) -> dict[str, Any]:
    """All figures, those of reviews by desk: in eight queries, however many desks."""
    statuses = Claim.objects.order_by().values_list("review__desk", "status")
    desks = [None, *Desk.objects.values_list("pk", flat=True)]
    agreed = agreement_by_desk([3 * PERIOD], until=now, to=None)
    return {
        "at": now,
        "statuses": [(desk, status, n) for desk, status, n in statuses.annotate(Count("pk"))],
        "ages": _ages(now),
        "late": _late(now),
        "failures": dict(
            Ingestion.objects.filter(status=IngestionStatus.FAILED, created_at__gte=now - PERIOD)
            .order_by()
            .values_list("failure")
            .annotate(Count("pk"))
        ),
        "ingested": Ingestion.objects.filter(created_at__gte=now - PERIOD).count(),
        "agreement": {desk: agreed.get(desk, [agreement_of([])])[0] for desk in desks},
    }


def shown(found: dict[str, Any], desks: Desks) -> dict[str, Any]:
    """The figures of some desks with their names in the language of the interface, as bars."""
    seen = {pk for pk, _name in desks}
    statuses: Counter[str] = Counter()
    for desk, status, number in found["statuses"]:
        statuses[status] += number if desk in seen else 0
    ages = [sum(numbers) for numbers in zip(*(
        numbers for desk, numbers in found["ages"].items() if desk in seen
    ), strict=True)] or [0] * (len(AGES) + 1)  # fmt: skip
    labels = [_("up to a day"), _("up to two days"), _("up to a week"), _("longer")]
    late = [(name or _("Of no desk"), found["late"].get(pk, 0)) for pk, name in desks]
    return {
        "counted_at": found["at"],
        "ingested": found["ingested"],
        "failed": sum(found["failures"].values()),
        "charts": [
            (_("Claims by status"), bars((s.label, statuses[s]) for s in ReviewStatus)),
            (_("Open claims by age"), bars(zip(labels, ages, strict=True))),
            (_("Overdue by desk"), bars(late)),
            (
                _("Failed ingestions of 30 days, by reason"),
                bars((failure_name(code), number) for code, number in found["failures"].items()),
            ),
        ],
        "agreement": [
            (name or _("All desks"), found["agreement"][pk])
            for pk, name in desks
            # Together with a desk that is shut to somebody, the figure would tell of it.
            if pk in found["agreement"] and (pk or seen >= found["agreement"].keys())
        ],
    }


def bars(figures: Iterable[tuple[Any, int]]) -> Bars:
    """Figures with the length of their bars, in percent of the longest."""
    rows = list(figures)
    most = max((number for _name, number in rows), default=0) or 1
    return [
        {"name": name, "number": number, "length": round(100 * number / most)}
        for name, number in rows
    ]


def _ages(now: datetime) -> dict[int | None, list[int]]:
    """How many claims are open for how long, by desk."""
    ends = [now - timedelta(hours=hours) for hours in AGES]
    between = [
        Q(open_since__gt=ends[0]),
        *(Q(open_since__lte=ends[n], open_since__gt=ends[n + 1]) for n in range(len(ends) - 1)),
        Q(open_since__lte=ends[-1]),
    ]
    counts = [Count("pk", filter=condition) for condition in between]
    rows = Review.objects.filter(is_open=True).order_by().values_list("desk")
    found = rows.annotate(**{f"age{n}": count for n, count in enumerate(counts)})
    return {desk: list(numbers) for desk, *numbers in found}


def _late(now: datetime) -> dict[int | None, int]:
    """How many claims are late, by desk."""
    hours: dict[int | None, int] = {None: HOURS_TO_DECIDE}
    hours |= dict(Desk.objects.values_list("pk", "hours_to_decide"))
    late = Q()
    for pk, limit in hours.items():
        late |= Q(desk=pk, open_since__lt=now - timedelta(hours=limit))
    rows = Review.objects.filter(late, is_open=True).order_by().values_list("desk")
    return dict(rows.annotate(Count("pk")))
