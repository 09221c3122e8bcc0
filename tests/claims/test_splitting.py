"""Splitting a source: what was said by the other one is the other one's, chains included."""

import pytest

from claims.errors import SplitNotPossible
from claims.models import Attribution, Claim
from claims.provenance import chains_of_claim
from claims.splitting import split_source, undo_split
from sources.curation import merge_sources
from sources.models import Source
from tests.factories import (
    ClaimFactory,
    SourceAliasFactory,
    SourceFactory,
    UserFactory,
    attribute,
)

pytestmark = pytest.mark.django_db


def names(claim):
    return [[step.name for step in chain] for chain in chains_of_claim(claim.pk)]


def test_chosen_attributions_become_the_new_sources():
    father, editor = SourceFactory(name="Haftar"), UserFactory(role="editor")
    his, the_sons = ClaimFactory(), ClaimFactory()
    attribute(his, father)
    found = attribute(the_sons, father)

    event = split_source(father.pk, [found.pk], name="Saddam Haftar", by=editor)

    assert set(Claim.objects.through(father.pk)) == {his}
    assert set(Claim.objects.through(event.other.pk)) == {the_sons}
    assert names(the_sons) == [[the_sons.outlet.name, "Saddam Haftar"]]


def test_chains_that_lead_through_it_follow():
    sources, editor, claim = (
        SourceFactory(name="sources"),
        UserFactory(role="editor"),
        ClaimFactory(),
    )
    outer = attribute(claim, sources)
    attribute(claim, SourceFactory(name="Haftar"), via=outer)

    split_source(sources.pk, [outer.pk], name="other sources", by=editor)

    assert names(claim) == [[claim.outlet.name, "other sources", "Haftar"]]


def test_the_old_attribution_is_retired_by_the_person_not_rewritten():
    father, editor, claim = SourceFactory(), UserFactory(role="editor"), ClaimFactory()
    found = attribute(claim, father, cue=claim.text[:3])

    split_source(father.pk, [found.pk], name="Saddam", by=editor)

    found.refresh_from_db()
    assert (found.source, found.retired_by_person) == (father, editor)
    anew = Attribution.objects.active().get()
    assert (anew.made_by, anew.person) == ("person", editor)
    assert list(anew.spans.values_list("role", "quote")) == list(
        found.spans.values_list("role", "quote")
    )


def test_only_what_was_chosen_becomes_the_persons_word():
    sources, editor, claim = SourceFactory(), UserFactory(role="editor"), ClaimFactory()
    outer = attribute(claim, sources, confidence=0.6)
    inner = attribute(claim, SourceFactory(), via=outer, cue=claim.text[:3], confidence=0.7)

    split_source(sources.pk, [outer.pk], name="other sources", by=editor)

    chosen, nested = Attribution.objects.active().order_by("pk")
    assert (chosen.made_by, chosen.person, chosen.confidence) == ("person", editor, 1)
    assert (nested.made_by, nested.confidence, nested.via) == ("machine", 0.7, chosen)
    assert nested.reading == inner.reading


def test_names_go_with_it():
    father, editor = SourceFactory(name="Haftar"), UserFactory(role="editor")
    SourceAliasFactory(source=father, surface="Saddam", count=3)
    found = attribute(ClaimFactory(), father)

    event = split_source(father.pk, [found.pk], name="Saddam Haftar", aliases=["Saddam"], by=editor)

    assert set(event.other.aliases.values_list("surface", flat=True)) == {
        "Saddam",
        "Saddam Haftar",
    }


def test_undoing_a_split_joins_them_again():
    father, editor, claim = SourceFactory(), UserFactory(role="editor"), ClaimFactory()
    found = attribute(claim, father)

    event = split_source(father.pk, [found.pk], name="Saddam", by=editor)
    undo_split(event.pk, by=editor)

    assert set(Claim.objects.through(father.pk)) == {claim}


def test_a_merged_sources_attributions_can_be_split_off():
    father, son, editor = SourceFactory(), SourceFactory(), UserFactory(role="editor")
    found = attribute(ClaimFactory(), son)
    merge_sources(son.pk, father.pk, by=editor)

    event = split_source(father.pk, [found.pk], name="Saddam", by=editor)

    assert Claim.objects.through(event.other.pk).count() == 1


def test_somebody_elses_attribution_is_refused_and_nothing_changes():
    father, editor = SourceFactory(), UserFactory(role="editor")
    found = attribute(ClaimFactory(), SourceFactory())
    before = Source.objects.count()

    with pytest.raises(SplitNotPossible, match="not this source's"):
        split_source(father.pk, [found.pk], name="Saddam", by=editor)

    assert Source.objects.count() == before
