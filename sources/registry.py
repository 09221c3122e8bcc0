"""The starter registry: agencies, broadcasters and official bodies, named in three languages."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from sources.models import Anonymity, Source, SourceAlias, SourceEvent
from sources.resolution import index_key

FILE: Final = Path(__file__).parent / "registry.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many sources and names of the registry were new, and how many were there already."""

    sources: int
    aliases: int
    known: int


@transaction.atomic
def load_registry(path: Path = FILE) -> Loaded:
    """Add the registry's sources and names; what is there already stays as people left it.

    An entry is known by its Wikidata id, else by its Arabic or English name with its kind. Safe to
    run again at any time, also after people merged or renamed what it made.
    """
    entries = json.loads(path.read_text(encoding="utf-8"))
    found: dict[str, Source] = {}
    new = known = aliases = 0
    for entry in entries:
        source = _known(entry)
        if source is None:
            source = _make(entry)
            new += 1
        else:
            known += 1
        found[entry["key"]] = source
        aliases += _add_names(source, entry)
    for entry in entries:
        _link(found[entry["key"]], entry, found)
    return Loaded(sources=new, aliases=aliases, known=known)


def _known(entry: dict[str, Any]) -> Source | None:
    if entry.get("wikidata"):
        by_id = Source.objects.filter(wikidata_id=entry["wikidata"]).first()
        if by_id:
            return by_id.merged_into or by_id
    named = SourceAlias.objects.filter(
        surface__in=[entry["names"]["ar"], entry["names"]["en"]],
        origin=SourceAlias.Origin.PERSON,
        source__kind=entry["kind"],
        source__outlet=None,
    )
    alias = named.select_related("source__merged_into").order_by("pk").first()
    return (alias.source.merged_into or alias.source) if alias else None


def _make(entry: dict[str, Any]) -> Source:
    source = Source.objects.create(
        name=entry["names"]["ar"],
        kind=entry["kind"],
        anonymity=Anonymity.NAMED,
        language="ar",
        country=entry.get("country", ""),
        wikidata_id=entry.get("wikidata") or None,
        domains=entry.get("domains", []),
    )
    SourceEvent.objects.create(
        source=source, kind=SourceEvent.Kind.CREATED, details={"registry": entry["key"]}
    )
    return source


def _add_names(source: Source, entry: dict[str, Any]) -> int:
    """Add the names as a person's word, since people wrote them; return how many are new."""
    names = {name: language for language, name in reversed(entry["names"].items())}
    names |= {alias: names.get(alias, "") for alias in entry.get("aliases", [])}
    have = set(
        SourceAlias.objects.filter(source__in=Source.objects.cluster(source.pk)).values_list(
            "surface", flat=True
        )
    )
    rows = [
        SourceAlias(
            source=source,
            surface=name,
            language=language,
            origin=SourceAlias.Origin.PERSON,
            key=index_key(name),
        )
        for name, language in names.items()
        if name not in have
    ]
    SourceAlias.objects.bulk_create(rows)
    return len(rows)


def _link(source: Source, entry: dict[str, Any], found: dict[str, Source]) -> None:
    """Set parent and owner where nobody has said anything yet."""
    for field in ("parent", "owner"):
        above = found.get(entry.get(field, ""))
        if above and getattr(source, f"{field}_id") is None and above.pk != source.pk:
            setattr(source, field, above)
            source.save(update_fields=[field])
