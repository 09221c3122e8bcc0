"""The overview of the administration: where claims stand, what is late, what failed, who agrees.

Counting a million claims takes a second, so the figures are counted at most once a minute and
shown with the time they were counted at.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Ingestion
from articles.states import IngestionStatus
from claims.agreement import agreement_of, pairs_of
from claims.models import Claim, Review
from claims.queue import HOURS_TO_DECIDE
from claims.states import ReviewStatus
from newsroom.models import Desk

KEPT_SECONDS: Final = 60
PERIOD: Final = timedelta(days=30)
# Upper ends of the ages that open claims are counted by, in hours; older ones come last.
AGES: Final = (24, 48, 168)
Bars = list[dict[str, Any]]


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the first page, with the figures."""
    del request
    found = cache.get("dashboard")
    if found is None:
        found = counted(timezone.now())
        cache.set("dashboard", found, KEPT_SECONDS)
    return {**context, **shown(found)}


def counted(now: datetime) -> dict[str, Any]:
    """All figures, in seven queries and one for each desk."""
    return {
        "at": now,
        "statuses": dict(Claim.objects.order_by().values_list("status").annotate(Count("pk"))),
        "ages": _ages(now),
        "late": _late(now),
        "failures": dict(
            Ingestion.objects.filter(status=IngestionStatus.FAILED, created_at__gte=now - PERIOD)
            .order_by()
            .values_list("failure")
            .annotate(Count("pk"))
        ),
        "ingested": Ingestion.objects.filter(created_at__gte=now - PERIOD).count(),
        "agreement": [
            (name, agreement_of(pairs_of(desk=pk, since=now - 3 * PERIOD, until=now)))
            for pk, name in [(None, ""), *Desk.objects.values_list("pk", "name")]
        ],
    }


def shown(found: dict[str, Any]) -> dict[str, Any]:
    """The figures with their names in the language of the interface, as bars."""
    statuses = found["statuses"]
    labels = [_("up to a day"), _("up to two days"), _("up to a week"), _("longer")]
    unknown = [(key, number) for key, number in found["failures"].items()]
    return {
        "counted_at": found["at"],
        "ingested": found["ingested"],
        "failed": sum(found["failures"].values()),
        "charts": [
            (_("Claims by status"), bars([(s.label, statuses.get(s, 0)) for s in ReviewStatus])),
            (_("Open claims by age"), bars(list(zip(labels, found["ages"], strict=True)))),
            (
                _("Overdue by desk"),
                bars([(desk or _("Of no desk"), number) for desk, number in found["late"]]),
            ),
            (_("Failed ingestions of 30 days, by reason"), bars(unknown)),
        ],
        "agreement": [(desk or _("All desks"), figures) for desk, figures in found["agreement"]],
    }


def bars(figures: list[tuple[Any, int]]) -> Bars:
    """Figures with the length of their bars, in percent of the longest."""
    most = max((number for _name, number in figures), default=0) or 1
    return [
        {"name": name, "number": number, "length": round(100 * number / most)}
        for name, number in figures
    ]


def _ages(now: datetime) -> list[int]:
    ends = [now - timedelta(hours=hours) for hours in AGES]
    between = [
        Q(open_since__gt=ends[0]),
        *(Q(open_since__lte=ends[n], open_since__gt=ends[n + 1]) for n in range(len(ends) - 1)),
        Q(open_since__lte=ends[-1]),
    ]
    found = Review.objects.filter(is_open=True).aggregate(
        **{f"age{n}": Count("pk", filter=condition) for n, condition in enumerate(between)}
    )
    return [found[f"age{n}"] for n in range(len(between))]


def _late(now: datetime) -> list[tuple[str, int]]:
    """How many claims are late, by desk; those of no desk under the empty name."""
    desks: dict[int | None, tuple[str, int]] = {None: ("", HOURS_TO_DECIDE)}
    desks |= {pk: (name, hours) for pk, name, hours in Desk.objects.values_list(
        "pk", "name", "hours_to_decide"
    )}  # fmt: skip
    late = Q()
    for pk, (_name, hours) in desks.items():
        late |= Q(desk=pk, open_since__lt=now - timedelta(hours=hours))
    rows = (
        Review.objects.filter(late, is_open=True)
        .order_by()
        .values_list(Coalesce(F("desk"), -1))
        .annotate(Count("pk"))
    )
    numbers = dict(rows)
    return [(name, numbers.get(-1 if pk is None else pk, 0)) for pk, (name, _h) in desks.items()]
