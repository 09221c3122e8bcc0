"""Planted stories as rows."""

import pytest

from claims.groups import decide_membership, start_group
from claims.models import ClaimGroup
from sources.models import Source, SourceKind
from tests.claims.planted_stories import SOURCES
from tests.factories import (
    ArticleFactory,
    ClaimFactory,
    OutletFactory,
    SentenceFactory,
    SourceFactory,
    UserFactory,
    VersionFactory,
    attribute,
)


def source_named(name: str) -> Source:
    """The planted source of this name, made with its parent or outlet when first asked for."""
    kind, anonymity, whose = SOURCES.get(name, (SourceKind.MEDIA_OUTLET, "named", None))
    shown, _, outlet = name.partition(" @ ")
    if kind == SourceKind.MEDIA_OUTLET:
        return Source.objects.filter(name=shown, kind=kind).first() or OutletFactory(name=shown)
    of = source_named(outlet) if outlet else None
    return Source.objects.filter(name=shown, kind=kind, outlet=of).first() or SourceFactory(
        name=shown,
        kind=kind,
        anonymity=anonymity,
        outlet=of,
        parent=source_named(whose) if whose else None,
    )


@pytest.fixture
def plant(db):
    """Store a planted story's articles and confirm their claims as one group."""

    def store(planted) -> ClaimGroup:
        person = UserFactory(role="editor")
        group = start_group(planted.name, by=person)
        for telling in planted.tellings:
            article = ArticleFactory(outlet=source_named(telling.outlet))
            version = VersionFactory(
                article=article, text=telling.text, published_at=telling.published_at
            )
            claim = ClaimFactory(
                sentence=SentenceFactory(version=version, words=telling.claim),
                text=telling.claim,
                language=telling.language,
                published_at=telling.published_at,
            )
            if telling.chain:
                chain = [source_named(name) for name in (*telling.chain, telling.outlet)]
                attribute(claim, chain[0], chain=chain, hedge=telling.hedge)
            decide_membership(group.pk, claim.pk, "confirmed", by=person)
        return group

    return store
