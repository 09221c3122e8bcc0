"""What a person marks on the page, turned into corrections: words, names and places in one text.

A form says which words by their places in code points, or by the words themselves; who says it, and
through whom, by a source of the article or by a name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext

from articles.models import ArticleVersion
from claims import corrections
from claims.corrections import Place, Words
from claims.models import Attribution, Claim, Hop
from claims.states import Manner, SpanRole
from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require
from sources.models import KINDS_OF_ONE_OUTLET, Anonymity, Source, SourceKind
from sources.workflows import Mention, resolve_mentions

_PLACE = re.compile(r"(\d{1,9})\s*[-–]\s*(\d{1,9})")
_BETWEEN = re.compile(r"\s*[,،;؛\n]\s*")


@dataclass(frozen=True, slots=True)
class Said:
    """One attribution as a form has it: the source is an id, or a name to find or to make."""

    source: UUID | None
    name: str
    kind: str
    places: dict[str, list[Place]]
    manner: str = Manner.INDIRECT
    channel: str = ""
    cue_class: str = "asserts"
    hedge: str = ""
    through: Sequence[str] = field(default_factory=tuple)
    via: UUID | None = None


@all_or_nothing
def put_right(
    version: ArticleVersion, old: UUID | None, parts: Sequence[Said], *, by: User
) -> list[Attribution]:
    """Put one or more attributions in the place of an old one, or add one where there was none.

    Raises: AlreadyCorrected; BadInput naming the field and the rule; NotPermitted.
    """
    require(by, Action.CORRECT, about=f"version {version.pk}")
    words = [_words_of(version, part, old) for part in parts]
    if old is None:
        return [corrections.add(version.pk, part, by=by) for part in words]
    if len(words) == 1:
        return [corrections.correct(old, words[0], by=by)]
    return corrections.split(old, words, by=by)


def places_named(field: str, given: str, text: str, *, within: Place) -> list[Place]:
    """The places that a form's text names: `12-40`, or words that stand once in the passage.

    Several are parted by commas, or by lines where the words have commas of their own.
    Returns: half-open places in code points, in order. Raises: BadInput naming the field.
    """
    pieces = [piece for piece in re.split(r"\n", given.strip()) if piece.strip()]
    if len(pieces) == 1 and all(map(_PLACE.fullmatch, _BETWEEN.split(pieces[0].strip()))):
        pieces = _BETWEEN.split(pieces[0].strip())
    found = set()
    for piece in map(str.strip, pieces):
        if place := _PLACE.fullmatch(piece):
            found.add((int(place[1]), int(place[2])))
        else:
            found.add(_place_of(field, piece, text, within))
    return sorted(found)


def written(places: Sequence[Place]) -> str:
    """Places as a form shows them."""
    return ", ".join(f"{start}-{end}" for start, end in places)


def _place_of(field: str, words: str, text: str, within: Place) -> Place:
    start, end = within
    at = text.find(words, start, end)
    if at < 0:
        raise BadInput(
            f"{field}: " + gettext("“%(words)s” doesn’t stand in this passage.") % {"words": words}
        )
    if text.find(words, at + 1, end) >= 0:
        raise BadInput(
            f"{field}: "
            + gettext("“%(words)s” stands here more than once; give its place, such as 12-40.")
            % {"words": words}
        )
    return at, at + len(words)


def _words_of(version: ArticleVersion, said: Said, old: UUID | None) -> Words:
    outlet = version.article.outlet
    if said.name:
        source = _named(version, said.name, said.kind, field="source_name")
    elif said.source:
        source = said.source
    else:
        raise BadInput("source_name: " + gettext("Who says it? A name is needed."))
    chain: tuple[UUID, ...] = ()
    if said.through:
        # Whom the chain passes already is the very same one, whatever others are called alike.
        hops = Hop.objects.filter(attribution=old) if old else Hop.objects.none()
        before = dict(hops.values_list("source__name", "source"))
        relays = [
            before.get(name) or _named(version, name, SourceKind.MEDIA_OUTLET, field="through")
            for name in said.through
        ]
        outlets = [outlet.pk] if outlet else []
        chain = tuple(dict.fromkeys([source, *relays, *outlets]))
    return Words(
        source=source,
        spans={role: places for role, places in said.places.items() if places},
        manner=said.manner,
        channel=said.channel,
        cue_class=said.cue_class,
        hedge=said.hedge,
        chain=chain,
        via=said.via,
    )


def _named(version: ArticleVersion, name: str, kind: str, *, field: str) -> UUID:
    """The source of this name: one of the article, else one known by it, else a new one.

    The kind is a new one's; of several sources of one name, it tells who is meant where a form asks
    for it. Raises: BadInput naming the field, if it stays open who is meant.
    """
    outlet = version.article.outlet
    if outlet and outlet.name == name:
        return outlet.pk
    known = [one for one in sources_of(version) if one.name == name]
    known = known or Source.objects.known_as(name, outlet)
    if len(known) > 1 and field == "source_name":
        known = [one for one in known if one.kind == kind] or known
    if len(known) > 1:
        raise BadInput(
            f"{field}: "
            + gettext("%(number)d sources are called “%(name)s”; give a fuller name.")
            % {"number": len(known), "name": name}
        )
    if known:
        return known[0].pk
    kind = kind or SourceKind.PERSON
    anonymity = Anonymity.UNNAMED if kind in KINDS_OF_ONE_OUTLET else Anonymity.NAMED
    mention = Mention(name, kind, anonymity, version.language, (name,))
    return resolve_mentions(outlet, [mention])[0].pk


def sources_of(version: ArticleVersion) -> list[Source]:
    """Everybody whom an article's attributions name, the outlet among them, by name."""
    found = Source.objects.filter(
        pk__in=Attribution.objects.active().filter(version=version).values("hops__source")
    )
    sources = {source.pk: source for source in found}
    if version.article.outlet:
        sources.setdefault(version.article.outlet.pk, version.article.outlet)
    return sorted(sources.values(), key=lambda source: source.name)


def relays_of(attribution: Attribution, claim: Claim) -> list[str]:
    """Whom a chain passes between its last speaker and the outlet, nearest to the speaker first."""
    hops = attribution.hops.filter(claim=claim).select_related("source").order_by("position")
    names = [hop.source.name for hop in hops if hop.position > 0]
    outlet = claim.outlet
    return names[:-1] if outlet and names and names[-1] == outlet.name else names


def current_places(attribution: Attribution) -> dict[str, list[Place]]:
    """The places of an attribution's words, by role."""
    places: dict[str, list[Place]] = {role: [] for role in SpanRole.values}
    for span in attribution.spans.order_by("start"):
        places[span.role].append((span.start, span.end))
    return places
