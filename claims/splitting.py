"""Taking two sources apart that were one: some attributions turn out to be somebody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from claims.errors import SplitNotPossible
from claims.models import Attribution, AttributionSpan, Hop
from claims.states import MadeBy
from newsroom.ids import new_id
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require
from sources.curation import Kind, merge_sources, move_aliases, standing, undo_merge
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
        "retells_id",
    }
}


@dataclass(frozen=True, slots=True)
class SplitPreview:
    """What a split would move, and what stands against it. Counts are of rows."""

    attributions: int
    nested: int
    claims: int
    articles: int
    aliases: Sequence[str]


def said_under(source_id: UUID, names: Sequence[str]) -> list[UUID]:
    """The attributions of a source in force for which a page calls it by one of these names."""
    said = Attribution.objects.active().filter(
        source__in=Source.objects.cluster(source_id), source_name__in=names
    )
    return list(said.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])


def preview_split(
    source_id: UUID, attributions: Sequence[UUID], *, aliases: Sequence[str] = ()
) -> SplitPreview:
    """Look at a split before it is made.

    Raises: SplitNotPossible, as the split would.
    """
    cluster = Source.objects.cluster(source_id)
    chosen, affected = _affected(cluster, attributions, lock=False)
    hops = Hop.objects.filter(attribution__in=affected)
    own = SourceAlias.objects.filter(source__in=cluster, surface__in=aliases)
    return SplitPreview(
        attributions=len(chosen),
        nested=len(affected) - len(chosen),
        claims=hops.values("claim").distinct().count(),
        articles=hops.values("claim__article").distinct().count(),
        aliases=list(own.values_list("surface", flat=True)),
    )


def _affected(
    cluster: Sequence[UUID], attributions: Sequence[UUID], *, lock: bool
) -> tuple[list[Attribution], list[Attribution]]:
    """The chosen attributions, and those with all that are nested in them."""
    if len(attributions) > MOST_AT_ONCE:
        raise _too_many()
    rows = Attribution.objects.active().filter(pk__in=attributions)
    chosen = list(rows.select_for_update(of=("self",)) if lock else rows)
    if not chosen:
        raise SplitNotPossible(f"attributions: {_('choose at least one.')}")
    if len(chosen) < len(set(attributions)):
        raise SplitNotPossible(f"attributions: {_('some do not exist or are no longer in force.')}")
    if any(attribution.source_id not in cluster for attribution in chosen):
        raise SplitNotPossible("attributions: " + _("some are not this source's."))
    affected = _with_nested(chosen)
    if len(affected) > MOST_AT_ONCE:
        raise _too_many()
    return chosen, affected


def _too_many() -> SplitNotPossible:
    most = _("at most {most} can be split off at once.").format(most=MOST_AT_ONCE)
    return SplitNotPossible(f"attributions: {most}")


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

    Attributions are never rewritten: each is retired by this person and written anew as theirs with
    the new source. So are those nested in it, whose chains lead through it; they stay whose they
    were. The event's `other` is the
    new source; `undo_split` joins the two again.
    Raises: SplitNotPossible if an attribution isn't this source's or isn't in force.
    """
    require(by, Action.CURATE_SOURCES)
    source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
    cluster = Source.objects.cluster(source.pk)
    name = check_name(name)
    _chosen, affected = _affected(cluster, attributions, lock=True)
    new = Source.objects.create(
        name=name,
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


def undo_change(event_id: UUID, *, by: User, reason: str = "") -> SourceEvent:
    """Take a merge or a split back. Raises: UndoNotPossible for anything else."""
    event = SourceEvent.objects.get(pk=event_id)
    undo = undo_split if event.kind == Kind.SPLIT else undo_merge
    return undo(event.pk, by=by, reason=reason)


@all_or_nothing
def undo_split(event_id: UUID, *, by: User, reason: str = "") -> SourceEvent:
    """Join a source and the one that was split off it again."""
    event = SourceEvent.objects.select_related("other").get(pk=event_id, kind=Kind.SPLIT)
    if event.other is None:
        raise SplitNotPossible(_("This split has no second source."))
    return merge_sources(event.other.pk, standing(event.source_id).pk, by=by, reason=reason)


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
        columns["via_id"] = attribution.via_id and anew.get(attribution.via_id, attribution.via_id)
        if attribution.pk in chosen:
            columns |= {
                "source_id": new.pk,
                "made_by": MadeBy.PERSON,
                "person_id": by.pk,
                "reading_id": None,
                "confidence": 1,
                "rule": "split",
            }
        else:
            # What is nested in one that is somebody else's now stays whose it was.
            columns["retells_id"] = attribution.pk
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
