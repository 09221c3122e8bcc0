"""All that changes sources: finding the one a name means, or making it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pglock
from django.db import transaction
from django.db.models import F

from sources.models import KINDS_OF_ONE_OUTLET, Anonymity, Source, SourceAlias, SourceKind
from sources.names import fold


@dataclass(frozen=True, slots=True)
class Mention:
    """One source as one article speaks of it: its fullest name there and all its surface forms."""

    name: str
    kind: str
    anonymity: str
    language: str
    surfaces: tuple[str, ...]


@transaction.atomic
def outlet_named(name: str, *, domain: str = "") -> Source:  # noqa: ARG001 - used once domains are kept
    """The media outlet of this name, made if nobody knows it yet."""
    mention = Mention(name, SourceKind.MEDIA_OUTLET, Anonymity.NAMED, "", (name,))
    return resolve_mentions(None, [mention])[0]


@transaction.atomic
def resolve_mentions(outlet: Source | None, mentions: Sequence[Mention]) -> list[Source]:
    """Find or make the source of each mention of one article, in the same order.

    A name means the source that has it as a name or an alias, if there is just one of its kind;
    otherwise a provisional source is made. Unnamed people belong to the outlet that quotes them.
    Locks are taken in the order of names, so that workers who meet the same new names at once
    wait for each other instead of making twins or a deadlock.
    """
    for folded in sorted({fold(mention.name) for mention in mentions}):
        pglock.advisory(f"source:{folded}", xact=True).acquire()
    return [_resolve(outlet, mention) for mention in mentions]


def _resolve(outlet: Source | None, mention: Mention) -> Source:
    folded = fold(mention.name)
    unnamed = mention.kind in KINDS_OF_ONE_OUTLET
    known = Source.objects.filter(kind=mention.kind, aliases__folded=folded)
    known = known.filter(outlet=outlet) if unnamed else known.filter(outlet=None)
    candidates = list(known.distinct()[:2])
    source = candidates[0] if len(candidates) == 1 else None
    if source is None:
        source = Source.objects.create(
            name=mention.name[:500],
            kind=mention.kind,
            anonymity=mention.anonymity,
            language=mention.language,
            outlet=outlet if unnamed else None,
            provisional=True,
        )
    for surface in dict.fromkeys((mention.name, *mention.surfaces)):
        _count_alias(source, surface[:500], mention.language)
    return source


def _count_alias(source: Source, surface: str, language: str) -> None:
    alias, _ = SourceAlias.objects.get_or_create(
        source=source, surface=surface, defaults={"language": language}
    )
    SourceAlias.objects.filter(pk=alias.pk).update(count=F("count") + 1)
