"""What people put right in the machine's attributions: kept over re-runs and new versions.

An attribution is never edited. A correction retires it in a person's name and adds a person's own
in its place. What is nested in it is told anew within that one, and stays whose it was: a guess of
the machine with its confidence, or what another person said. Other versions: `carrying_over`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from articles.models import Article, ArticleVersion, Sentence
from claims.history import append
from claims.models import Attribution, AttributionSpan, Claim, Hop, Review, ReviewEvent
from claims.review_models import EventKind
from claims.states import MadeBy, Manner, SpanRole
from newsroom.errors import BadInput, Conflict, at_most, one_of
from newsroom.ids import new_id
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require
from sources.models import Source

LONGEST_WORD = 20
PERSON_RULE = "person"
Place = tuple[int, int]


class AlreadyCorrected(Conflict):
    """The attribution was replaced or withdrawn in the meantime."""


@dataclass(frozen=True, slots=True)
class Words:
    """Who says what, as a person marks it: places are half open, in code points of the text.

    `chain` goes from the last speaker to the outlet; without one it is the source, those it is
    told through (`via`), and the outlet.
    """

    source: UUID
    spans: Mapping[str, Sequence[Place]]
    manner: str = Manner.INDIRECT
    channel: str = ""
    cue_class: str = "asserts"
    hedge: str = ""
    chain: Sequence[UUID] = field(default_factory=tuple)
    via: UUID | None = None


@all_or_nothing
def correct(attribution_id: UUID, words: Words, *, by: User) -> Attribution:
    """Put a person's attribution in the place of another one. The same words twice are once.

    Raises: AlreadyCorrected; BadInput naming the field and the rule; NotPermitted.
    """
    require(by, Action.CORRECT, about=f"attribution {attribution_id}")
    try:
        old = _locked(attribution_id)
    except AlreadyCorrected:
        standing = in_place_of(attribution_id)
        if standing is None or not _says(standing, words):
            raise
        return standing
    nested = list(_nested_in(old))
    retire([old, *nested], by)
    _check_seen(old.version, words, by)
    new = store_words(old.version, words, by)
    retold = _tell_anew(nested, {old.pk: [new]})
    _write_history(
        [old, new, *nested, *retold.values()],
        by,
        replaced=str(old.pk),
        by_attribution=str(new.pk),
        **_written(retold),
    )
    return new


@all_or_nothing
def add(version_id: UUID, words: Words, *, by: User, about: UUID | None = None) -> Attribution:
    """Add an attribution that the machine missed. One that people said already is that one.

    Args: `about` is a claim that must have words of it, if it is given.
    """
    require(by, Action.CORRECT, about=f"version {version_id}")
    version = ArticleVersion.objects.select_related("article").get(pk=version_id)
    Article.objects.select_for_update(of=("self",), no_key=True).get(pk=version.article_id)
    said = Attribution.objects.active().filter(
        version=version, source=words.source, made_by=MadeBy.PERSON
    )
    if (same := next((one for one in said if _says(one, words)), None)) is not None:
        return same
    _check_seen(version, words, by, about=about)
    new = store_words(version, words, by)
    _write_history([new], by, added=str(new.pk))
    return new


@all_or_nothing
def withdraw(attribution_id: UUID, *, by: User) -> None:
    """Say that nobody says this here; what is nested in it goes with it. Twice is once."""
    require(by, Action.CORRECT, about=f"attribution {attribution_id}")
    attribution = Attribution.objects.get(pk=attribution_id)
    if attribution.retired_by_person_id:
        return
    attribution = _locked(attribution_id)
    gone = [attribution, *_nested_in(attribution)]
    retire(gone, by)
    _write_history(gone, by, withdrawn=str(attribution.pk))


@all_or_nothing
def split(attribution_id: UUID, parts: Sequence[Words], *, by: User) -> list[Attribution]:
    """Put two or more attributions in the place of one.

    What is nested in it is told anew within the part that has most of its words.
    """
    require(by, Action.CORRECT, about=f"attribution {attribution_id}")
    if len(parts) < 2:
        raise BadInput("parts: " + gettext("at least two are needed."))
    old = _locked(attribution_id)
    nested = list(_nested_in(old))
    retire([old, *nested], by)
    for words in parts:
        _check_seen(old.version, words, by)
    new = [store_words(old.version, words, by) for words in parts]
    retold = _tell_anew(nested, {old.pk: new})
    _write_history(
        [old, *new, *nested, *retold.values()], by, split=str(old.pk), **_written(retold)
    )
    return new


def in_place_of(attribution_id: UUID) -> Attribution | None:
    """What stands where people replaced an attribution, however often; itself if it stands.

    None where nothing single does: it was withdrawn or split, or another reading replaced it.
    """
    found = Attribution.objects.get(pk=attribution_id)
    while found.retired_at:
        claims = Hop.objects.filter(attribution=found).values("claim")
        rows = ReviewEvent.objects.filter(
            claim__in=claims, kind=EventKind.CORRECTED, details__contains=f'"{found.pk}"'
        )
        for details in map(json.loads, rows.values_list("details", flat=True)):
            replaced = {details.get("replaced"): details.get("by_attribution")}
            if newer := (replaced | details.get("retold", {})).get(str(found.pk)):
                found = Attribution.objects.get(pk=newer)
                break
        else:
            return None
    return found


def _locked(attribution_id: UUID) -> Attribution:
    """An active attribution, with its article locked against readings and other corrections."""
    found = Attribution.objects.select_related("version__article__outlet").get(pk=attribution_id)
    Article.objects.select_for_update(of=("self",), no_key=True).get(pk=found.version.article_id)
    found.refresh_from_db(fields=["retired_at"])
    if found.retired_at:
        raise AlreadyCorrected(
            gettext("This attribution was replaced or withdrawn in the meantime; look again.")
        )
    return found


def _nested_in(attribution: Attribution) -> Iterable[Attribution]:
    """Active attributions nested in one, the outer ones first."""
    for one in Attribution.objects.active().filter(via=attribution).order_by("pk"):
        yield one
        yield from _nested_in(one)


def retire(attributions: Sequence[Attribution], by: User) -> None:
    """End what nobody is to go by any more, in a person's name."""
    Attribution.objects.active().filter(pk__in=[one.pk for one in attributions]).update(
        retired_at=timezone.now(), retired_by_person=by
    )


def _tell_anew(
    nested: Sequence[Attribution], places: Mapping[UUID, Sequence[Attribution]]
) -> dict[UUID, Attribution]:
    """Make what was nested in a retired attribution again, nested in what is in its place.

    Returns: those made, by the id of the one they stand for.
    """
    anew: dict[UUID, Attribution] = {}
    for one in nested:
        assert one.via_id is not None
        words = words_of(one)
        outer = anew.get(one.via_id) or max(
            places[one.via_id], key=lambda part: _shared(words_of(part), words)
        )
        anew[one.pk] = retell(one, one.version, replace(words, via=outer.pk, chain=()))
    return anew


def _shared(outer: Words, inner: Words) -> int:
    """How many code points of what is said inside are said outside too."""
    return sum(
        max(0, min(end, last) - max(start, first))
        for first, last in outer.spans[SpanRole.CONTENT]
        for start, end in inner.spans.get(SpanRole.CONTENT, ())
    )


def _written(retold: Mapping[UUID, Attribution]) -> dict[str, Any]:
    """What was told anew, as the history has it."""
    return {"retold": {str(old): str(new.pk) for old, new in retold.items()}} if retold else {}


def _says(attribution: Attribution, words: Words) -> bool:
    """Whether an attribution is what these words say already."""
    there = words_of(attribution)
    given = {
        role: sorted((start, end) for start, end in places)
        for role, places in words.spans.items()
        if places
    }
    same = replace(words, spans=there.spans, chain=there.chain) == there
    return same and given == there.spans and _chain(attribution.version, words) == [*there.chain]


def words_of(attribution: Attribution) -> Words:
    """Who says what by an attribution that is there."""
    spans: dict[str, list[Place]] = {}
    for span in attribution.spans.order_by("start"):
        spans.setdefault(span.role, []).append((span.start, span.end))
    chain: list[UUID] = []
    for source in attribution.hops.order_by("position").values_list("source", flat=True):
        if source not in chain:
            chain.append(source)
    return Words(
        source=attribution.source_id,
        spans=spans,
        manner=attribution.manner,
        channel=attribution.channel,
        cue_class=attribution.cue_class,
        hedge=attribution.hedge,
        chain=tuple(chain),
        via=attribution.via_id,
    )


def store_words(
    version: ArticleVersion, words: Words, by: User, *, rule: str = PERSON_RULE
) -> Attribution:
    """Store what a person says, with a chain for each claim that it has words of."""
    _check(version, words)
    return _store(
        version,
        words,
        source_name=Source.objects.get(pk=words.source).name,
        inherited=not words.spans.get(SpanRole.CUE),
        confidence=1,
        made_by=MadeBy.PERSON,
        person=by,
        rule=rule,
    )


def retell(one: Attribution, version: ArticleVersion, words: Words) -> Attribution:
    """Store what somebody else said at another place, still as theirs and no surer than it was."""
    _check(version, words)
    return _store(version, words, retells=one, **{name: getattr(one, name) for name in KEPT})


# What of an attribution doesn't change when what it is nested in is told anew.
KEPT = ("source_name", "inherited", "confidence", "made_by", "reading", "person", "rule")


def _store(version: ArticleVersion, words: Words, **columns: Any) -> Attribution:
    attribution = Attribution.objects.create(
        id=new_id(),
        version=version,
        source_id=words.source,
        via_id=words.via,
        cue_class=words.cue_class,
        hedge=words.hedge,
        manner=words.manner,
        channel=words.channel,
        evidence=[list(place) for place in words.spans.get(SpanRole.CUE, ())],
        **columns,
    )
    AttributionSpan.objects.bulk_create(
        AttributionSpan(
            attribution=attribution,
            role=role,
            start=start,
            end=end,
            quote=version.text[start:end],
        )
        for role, places in words.spans.items()
        for start, end in places
    )
    chain = _chain(version, words)
    Hop.objects.bulk_create(
        Hop(claim_id=claim, attribution=attribution, position=position, source_id=source_id)
        for claim in _claims_touched(version, words.spans[SpanRole.CONTENT])
        for position, source_id in enumerate(chain)
    )
    return attribution


def _check(version: ArticleVersion, words: Words) -> None:
    if words.manner not in Manner.values:
        raise BadInput("manner: " + one_of(Manner.values))
    if unknown := set(words.spans) - set(SpanRole.values):
        raise BadInput(f"spans: {sorted(unknown)[0]} is no role.")
    if not words.spans.get(SpanRole.CONTENT):
        raise BadInput("spans: " + gettext("the words that are said (content) are needed."))
    for role, places in words.spans.items():
        for start, end in places:
            if not 0 <= start < end <= len(version.text):
                raise BadInput(
                    "spans: "
                    + gettext("%(role)s [%(start)d, %(end)d] is no place in the text.")
                    % {"role": role, "start": start, "end": end}
                )
        if any(after[0] < before[1] for before, after in pairwise(sorted(places))):
            raise BadInput("spans: " + gettext("two places of %(role)s overlap.") % {"role": role})
    for name in ("channel", "cue_class", "hedge"):
        if len(getattr(words, name)) > LONGEST_WORD:
            raise BadInput(f"{name}: " + at_most(LONGEST_WORD))
    _check_chain(version, words)


def _check_chain(version: ArticleVersion, words: Words) -> None:
    wanted = {words.source, *words.chain}
    if Source.objects.filter(pk__in=wanted).count() < len(wanted):
        raise BadInput("source: " + gettext("there is no such source."))
    if words.chain and words.chain[0] != words.source:
        raise BadInput("chain: " + gettext("begins with the source, the last speaker."))
    if len(set(words.chain)) < len(words.chain):
        raise BadInput("chain: " + gettext("has nobody twice."))
    if words.via and not Attribution.objects.active().filter(pk=words.via, version=version):
        raise BadInput("via: " + gettext("is an attribution of the same version."))


def _chain(version: ArticleVersion, words: Words) -> list[UUID]:
    if words.chain:
        return list(words.chain)
    relays: list[UUID] = []
    if words.via:
        outer = Hop.objects.filter(attribution=words.via).order_by("claim", "position")
        relays = list(outer.values_list("source", flat=True))
    elif version.article.outlet_id:
        relays = [version.article.outlet_id]
    return list(dict.fromkeys([words.source, *relays]))


def _check_seen(
    version: ArticleVersion, words: Words, by: User, *, about: UUID | None = None
) -> None:
    """Refuse words of claims that somebody may not see, as if these were none. Raises: BadInput."""
    _check(version, words)
    touched = _claims_touched(version, words.spans[SpanRole.CONTENT])
    if about and about not in touched:
        raise BadInput("spans: " + gettext("content has no words of this claim."))
    if not Claim.objects.visible_to(by).filter(pk__in=touched).exists():
        raise _in_no_claim()


def _in_no_claim() -> BadInput:
    return BadInput("spans: " + gettext("content is in no sentence that is a claim."))


def _claims_touched(version: ArticleVersion, places: Sequence[Place]) -> list[UUID]:
    """The claims whose sentences a content has words of. Raises: BadInput if there are none."""
    touched = Q()
    for start, end in places:
        touched |= Q(start__lt=end, end__gt=start)
    lineages = Sentence.objects.filter(touched, version=version).values("lineage")
    claims = list(Claim.objects.filter(sentence__in=lineages).values_list("pk", flat=True))
    if not claims:
        raise _in_no_claim()
    return claims


def _write_history(attributions: Sequence[Attribution], by: User, **details: Any) -> None:
    """One row for each claim concerned. Reviews are locked in one order, history comes last."""
    claims = Hop.objects.filter(attribution__in=attributions).values("claim")
    reviews = Review.objects.filter(pk__in=claims).order_by("pk")
    locked = list(reviews.select_for_update(of=("self",), no_key=True))
    statuses = dict(
        Claim.objects.filter(pk__in=[one.pk for one in locked]).values_list("pk", "status")
    )
    for review in locked:
        status = statuses[review.pk]
        append(review.pk, EventKind.CORRECTED, by=by, old=status, new=status, **details)
