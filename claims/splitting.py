"""Taking two sources apart that were one: some attributions turn out to be somebody else's."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from claims.errors import SplitNotPossible
from claims.models import Attribution, AttributionSpan, Hop
from claims.states import MadeBy
from newsroom.ids import new_id
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require
from sources.curation import Kind, merge_sources, move_aliases
from sources.models import Source, SourceAlias, SourceEvent
from sources.names import check_name

MOST_AT_ONCE = 5_000
COPIED = {
    field.attname
    for field in Attribution._meta.concrete_fields
    if field.attname
    not in {
        "id",
        "created_at",
        "retired_at",
        "retired_by_reading_id",
        "retired_by_person_id",
        "reading_id",
    }
}


@all_or_nothing
def split_source(
    source_id: UUID,
    attributions: Sequence[UUID],
    *,
    name: str,
    by: User,
    aliases: Sequence[str] = (),
    reason: str = "",
) -> SourceEvent:
    """Give some of a source's attributions, and names, to a new source.

    Attributions are never rewritten: each is retired by this person and written anew with the new
    source, and so are those nested in it, whose chains lead through it. The event's `other` is the
    new source; `undo_split` joins the two again.
    Raises: SplitNotPossible if an attribution isn't this source's or isn't in force.
    """
    require(by, Action.CURATE_SOURCES)
    source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
    cluster = Source.objects.cluster(source.pk)
    chosen = list(
        Attribution.objects.active().select_for_update(of=("self",)).filter(pk__in=attributions)
    )
    if not chosen or len(chosen) < len(set(attributions)):
        raise SplitNotPossible("attributions: some don't exist or are no longer in force.")
    if any(attribution.source_id not in cluster for attribution in chosen):
        raise SplitNotPossible("attributions: some are not this source's.")
    affected = _with_nested(chosen)
    if len(affected) > MOST_AT_ONCE:
        raise SplitNotPossible(f"attributions: at most {MOST_AT_ONCE} can be split off at once.")
    new = Source.objects.create(
        name=check_name(name),
        kind=source.kind,
        anonymity=source.anonymity,
        language=source.language,
        outlet_id=source.outlet_id,
    )
    _write_anew(affected, cluster, new, by)
    own = SourceAlias.objects.filter(source__in=cluster, surface__in=aliases)
    move_aliases(list(own), new)
    SourceAlias.objects.get_or_create(
        source=new, surface=new.name, defaults={"origin": SourceAlias.Origin.PERSON}
    )
    return SourceEvent.objects.create(
        source=source,
        other=new,
        kind=Kind.SPLIT,
        actor=by,
        reason=reason,
        details={"attributions": [str(a.pk) for a in affected], "aliases": list(aliases)},
    )


@all_or_nothing
def undo_split(event_id: UUID, *, by: User, reason: str = "") -> SourceEvent:
    """Join a source and the one that was split off it again."""
    event = SourceEvent.objects.select_related("other").get(pk=event_id, kind=Kind.SPLIT)
    if event.other is None:
        raise SplitNotPossible("This split has no second source.")
    return merge_sources(event.other.pk, event.source_id, by=by, reason=reason)


def _with_nested(chosen: Sequence[Attribution]) -> list[Attribution]:
    """The attributions with all that are nested in them, each after the one it is nested in."""
    found = {attribution.pk: attribution for attribution in chosen}
    border = list(found)
    while border:
        nested = Attribution.objects.active().filter(via__in=border).exclude(pk__in=found)
        border = [attribution.pk for attribution in nested]
        found |= {attribution.pk: attribution for attribution in nested}
    ordered: dict[UUID, Attribution] = {}
    while len(ordered) < len(found):
        ordered |= {
            pk: attribution
            for pk, attribution in found.items()
            if attribution.via_id not in found or attribution.via_id in ordered
        }
    return list(ordered.values())


def _write_anew(
    affected: Sequence[Attribution], cluster: Sequence[UUID], new: Source, by: User
) -> None:
    anew = {attribution.pk: new_id() for attribution in affected}
    chosen = {a.pk for a in affected if a.source_id in cluster}
    copies = []
    for attribution in affected:
        columns = {name: getattr(attribution, name) for name in COPIED}
        columns |= {
            "source_id": new.pk if attribution.pk in chosen else attribution.source_id,
            "via_id": attribution.via_id and anew.get(attribution.via_id, attribution.via_id),
            "made_by": MadeBy.PERSON,
            "person_id": by.pk,
            "rule": "split",
        }
        copies.append(Attribution(id=anew[attribution.pk], **columns))
    Attribution.objects.bulk_create(copies, batch_size=1000)
    AttributionSpan.objects.bulk_create(
        [
            AttributionSpan(
                attribution_id=anew[span.attribution_id],
                role=span.role,
                start=span.start,
                end=span.end,
                quote=span.quote,
            )
            for span in AttributionSpan.objects.filter(attribution__in=anew)
        ],
        batch_size=2000,
    )
    Hop.objects.bulk_create(
        [
            Hop(
                claim_id=hop.claim_id,
                attribution_id=anew[hop.attribution_id],
                position=hop.position,
                source_id=new.pk if hop.source_id in cluster else hop.source_id,
            )
            for hop in Hop.objects.filter(attribution__in=anew)
        ],
        batch_size=2000,
    )
    Attribution.objects.filter(pk__in=anew).update(retired_at=timezone.now(), retired_by_person=by)
