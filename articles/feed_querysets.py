"""What may be asked of many feeds."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Extract, Greatest, Least, Now
from django.utils import timezone

from articles.states import FeedHealth, ItemOutcome

if TYPE_CHECKING:
    from articles.feed_models import Feed  # noqa: F401 - the row type below

PACE_DAYS = 7
HEALTH = {
    FeedHealth.PAUSED: Q(paused=True),
    FeedHealth.FAILING: Q(paused=False, failures__gt=0),
    FeedHealth.NEW: Q(paused=False, failures=0, succeeded_at=None),
    FeedHealth.WELL: Q(paused=False, failures=0, succeeded_at__isnull=False),
}


class FeedQuerySet(models.QuerySet["Feed"]):
    """Questions about feeds."""

    def due(self) -> Self:
        """Those to look at now."""
        return self.filter(paused=False, next_at__lte=timezone.now())

    def in_health(self, health: FeedHealth) -> Self:
        """Those that do so."""
        return self.filter(HEALTH[health])

    def with_pace(self) -> Self:
        """With `items_a_day`: what it brought in the last week, or since it was added."""
        from articles.feed_models import FeedItem

        since = timezone.now() - timedelta(days=PACE_DAYS)
        lately = (
            FeedItem.objects.filter(feed=OuterRef("pk"), created_at__gt=since)
            .exclude(outcome=ItemOutcome.REFUSED)
            .order_by()
            .values("feed")
            .values(number=Count("pk"))
        )
        age = Extract(Now() - F("created_at"), "epoch") / 86400.0
        days = Least(Greatest(age, Value(1.0)), Value(float(PACE_DAYS)))
        number = Coalesce(Subquery(lately), 0, output_field=models.FloatField())
        return self.annotate(items_a_day=number / days)
