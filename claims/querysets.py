"""What may be asked of many claims and attributions."""

from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Value

from claims.states import MadeBy
from claims.word_models import HasWord, patterns
from newsroom.models import Desk, Role, User
from sources.models import Source

if TYPE_CHECKING:
    from claims.models import Attribution, Claim  # noqa: F401 - the row types below


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Questions about claims."""

    def visible_to(self, user: User | None) -> Self:
        """Those that somebody may see: all but the claims of closed desks that aren't theirs.

        None is Musnad itself, which sees all.

        The database looks at the desks once; while none is shut to the person, it looks no further.
        """
        from claims.models import Review

        if user is None or user.acts_as == Role.ADMINISTRATOR:
            return self
        shut = Desk.objects.shut_to(user)
        hidden = Review.objects.filter(claim=OuterRef("pk"), desk__in=shut)
        return self.filter(~Exists(shut) | ~Exists(hidden))

    def found(self) -> Self:
        """Those whose sentence the article still has."""
        return self.filter(not_found_in=None)

    def with_words(self, query: str) -> Self:
        """Those that have every word of the query, however it is spelled; parts of words count."""
        return self.filter(*(HasWord(F("folded"), Value(one)) for one in patterns(query)))

    def through(self, source_id: UUID, *, last_speaker: bool = False) -> Self:
        """Those whose chain passes through a source or one merged into it, or ends at it."""
        from claims.models import Hop

        hops = Hop.objects.filter(
            claim=OuterRef("pk"),
            source__in=Source.objects.cluster(source_id),
            attribution__retired_at=None,
        )
        return self.filter(Exists(hops.filter(position=0) if last_speaker else hops))

    def relayed_by(self, source_id: UUID) -> Self:
        """Those whose chain passes through a source on the way to another speaker."""
        from claims.models import Hop

        hops = Hop.objects.filter(
            claim=OuterRef("pk"),
            source__in=Source.objects.cluster(source_id),
            attribution__retired_at=None,
            position__gt=0,
        )
        return self.filter(Exists(hops))

    def attributed(self, wanted: bool = True) -> Self:
        """Those with a source, or those stated in the outlet's own voice."""
        from claims.models import Hop

        has_source = Exists(Hop.objects.filter(claim=OuterRef("pk"), attribution__retired_at=None))
        return self.filter(has_source if wanted else ~has_source)

    def for_listing(self) -> Self:
        """All that a list row shows, chains included, in 3 queries, however many rows."""
        from claims.models import Hop

        hops = (
            Hop.objects.filter(attribution__retired_at=None)
            .select_related("source", "attribution")
            .order_by("attribution", "position")
        )
        return (
            self.select_related("article__current", "outlet")
            .defer("article__current__text")
            .prefetch_related(Prefetch("hops", hops, to_attr="active_hops"))
        )


# What no reading changes: what people said, and what stands within that.
KEPT_BY_PEOPLE = Q(retired_at=None) & (Q(made_by=MadeBy.PERSON) | Q(retells__isnull=False))


class AttributionQuerySet(models.QuerySet["Attribution"]):
    """Questions about attributions."""

    def active(self) -> Self:
        """Those neither replaced by a newer reading nor withdrawn by a person."""
        return self.filter(retired_at=None)

    def decided_by_people(self) -> Self:
        """Those they kept, and those they took away and that nothing took the place of unchanged.

        In one condition: two lists of ids would be looked for among the spans of all articles.
        """
        retold = self.model._default_manager.filter(retells=OuterRef("pk"))
        return self.filter(KEPT_BY_PEOPLE | Q(retired_by_person__isnull=False) & ~Exists(retold))

    def for_reading(self) -> Self:
        """All that an article page shows of them, in 3 queries."""
        return (
            self.active()
            .select_related("source", "reading")
            .prefetch_related("spans", "hops__source")
        )
