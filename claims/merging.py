"""What a merge would move, looked at before it is made; `sources.curation` makes it."""

from dataclasses import dataclass
from uuid import UUID

from claims.models import Claim, Hop
from newsroom.models import User
from sources import curation
from sources.models import Source


@dataclass(frozen=True, slots=True)
class MergeLook:
    """A merge with what is attributed to the source; counts are of rows in force."""

    merge: curation.MergePreview
    attributions: int
    claims: int
    articles: int


def look_at_merge(source_id: UUID, into_id: UUID, *, to: User) -> MergeLook:
    """Look at a merge before it is made. Of claims, only what `to` may see is counted.

    Raises: Source.DoesNotExist for either of the two.
    """
    hops = Hop.objects.filter(
        source__in=Source.objects.cluster(source_id),
        attribution__retired_at=None,
        claim__in=Claim.objects.visible_to(to),
    )
    return MergeLook(
        merge=curation.preview_merge(source_id, into_id),
        attributions=hops.values("attribution").distinct().count(),
        claims=hops.values("claim").distinct().count(),
        articles=hops.values("claim__article").distinct().count(),
    )
