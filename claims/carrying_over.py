"""What people said of one version of an article goes along to the others that have its words.

So the machine doesn't guess there again where a person has spoken.
"""

from dataclasses import replace
from uuid import UUID

from django.db.models import Q

from articles.models import ArticleVersion, Sentence
from claims.corrections import Place, retell, retire, store_words, words_of
from claims.models import Attribution
from newsroom.models import User

CARRIED = "person, carried over from "


def carry_over(version: ArticleVersion) -> int:
    """Take what people said about other versions of an article along to this one.

    With what a person said goes what the machine guessed within it, as the guess it is.

    An attribution goes along if every sentence it has words in is there again with the same words,
    all moved by the same distance; one that a person withdrew goes along as withdrawn. Its rule
    names the one it comes from, so that nothing goes along twice. What stays behind still stands
    at its own version. Returns how many went along.
    """
    said = Attribution.objects.filter(version__article=version.article_id)
    gone = {
        rule.removeprefix(CARRIED)
        for rule in said.filter(rule__startswith=CARRIED).values_list("rule", flat=True)
    }
    elsewhere = said.decided_by_people().exclude(version=version).order_by("pk")
    # Each with the person who stands behind it.
    taken: dict[UUID, tuple[Attribution, User]] = {}
    for old in elsewhere.select_related("version", "person", "reading", "retired_by_person"):
        places = None if str(old.pk) in gone else _places_in(old, version)
        if places is None:
            continue
        within = taken.get(old.via_id) if old.via_id and not old.retired_at else None
        words = replace(words_of(old), spans=places, via=within[0].pk if within else None)
        if old.retells_id and not old.retired_at:
            # Where what it stands within stays behind, the machine may guess for itself.
            if within is None:
                continue
            person = within[1]
            new = retell(old, version, replace(words, chain=()))
        else:
            by = old.retired_by_person or old.person
            assert by is not None
            person = by
            new = store_words(version, words, person, rule=f"{CARRIED}{old.pk}")
        taken[old.pk] = (new, person)
        # What was withdrawn stays so; of two that stand for one saying, the newer stands.
        retire([new if old.retired_at else old], person)
    return len(taken)


def _places_in(old: Attribution, version: ArticleVersion) -> dict[str, list[Place]] | None:
    """Where an attribution's words are in another version; None if not all are there together."""
    spans = list(old.spans.order_by("start"))
    if not spans:
        return None
    touched = Q()
    for span in spans:
        touched |= Q(start__lt=span.end, end__gt=span.start)
    here = dict(
        Sentence.objects.filter(touched, version=old.version_id).values_list("lineage", "start")
    )
    there = dict(
        Sentence.objects.filter(version=version, lineage__in=here).values_list("lineage", "start")
    )
    if not here or len(there) < len(here):
        return None
    distances = {there[lineage] - start for lineage, start in here.items()}
    if len(distances) > 1:
        return None
    [distance] = distances
    places: dict[str, list[Place]] = {}
    for span in spans:
        start, end = span.start + distance, span.end + distance
        if start < 0 or version.text[start:end] != span.quote:
            return None
        places.setdefault(span.role, []).append((start, end))
    return places
