"""Rows for tests, each valid by itself: `ClaimFactory()` makes all that a claim needs.

A test says only what it is about; `attribute` adds who says it, with spans and chain.
"""

import hashlib
import re
from collections.abc import Sequence
from functools import cache

import factory
import zstandard
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from factory.django import DjangoModelFactory

from articles.models import Article, ArticleVersion, Ingestion, Sentence, StoredBytes
from articles.states import IngestionKind
from claims.models import Attribution, AttributionSpan, Claim, Hop, Reading
from claims.states import MadeBy, Manner, SpanRole
from newsroom.ids import new_id
from newsroom.models import User
from sources.models import Source, SourceAlias, SourceKind

PASSWORD = "an isnad of seven words"


@cache
def hashed_password() -> str:
    """`PASSWORD` as it is stored. Hashing is slow on purpose, so it is done once for all."""
    return make_password(PASSWORD)


class UserFactory(DjangoModelFactory):
    """A colleague who can sign in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"colleague-{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@newsroom.example")
    password = factory.LazyFunction(hashed_password)


class SourceFactory(DjangoModelFactory):
    """A named person; other kinds by `kind=`."""

    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Speaker {n}")
    kind = SourceKind.PERSON


class OutletFactory(SourceFactory):
    """A media outlet."""

    name = factory.Sequence(lambda n: f"The Daily {n}")
    kind = SourceKind.MEDIA_OUTLET


class SourceAliasFactory(DjangoModelFactory):
    """Another string for a source."""

    class Meta:
        model = SourceAlias

    source = factory.SubFactory(SourceFactory)
    surface = factory.Sequence(lambda n: f"alias {n}")


def stored(body: bytes) -> StoredBytes:
    """Bytes under their own hash."""
    row, _ = StoredBytes.objects.get_or_create(
        sha256=hashlib.sha256(body).hexdigest(),
        defaults={"compressed": zstandard.compress(body), "size": len(body)},
    )
    return row


class ArticleFactory(DjangoModelFactory):
    """An article of an outlet, still without a version."""

    class Meta:
        model = Article

    url = factory.Sequence(lambda n: f"https://daily.example/{n}")
    identity = factory.LazyAttribute(lambda a: hashlib.sha256(a.url.encode()).hexdigest())
    outlet = factory.SubFactory(OutletFactory)


class VersionFactory(DjangoModelFactory):
    """A text; the newest version made is its article's current one."""

    class Meta:
        model = ArticleVersion
        skip_postgeneration_save = True

    article = factory.SubFactory(ArticleFactory)
    number = factory.LazyAttribute(lambda v: v.article.versions.count() + 1)
    text = factory.Sequence(lambda n: f"Rain fell on city {n}.")
    text_sha256 = factory.LazyAttribute(lambda v: hashlib.sha256(v.text.encode()).hexdigest())
    title = factory.Sequence(lambda n: f"News {n}")
    language = "en"
    page = factory.LazyAttribute(lambda v: stored(v.text.encode()))
    read_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def current(self, create, extracted, **kwargs):
        self.article.current = self
        self.article.save(update_fields=["current"])


class SentenceFactory(DjangoModelFactory):
    """Words of a version as its next sentence: `words=`, or the whole text."""

    class Meta:
        model = Sentence
        exclude = ("words",)

    version = factory.SubFactory(VersionFactory)
    words = factory.SelfAttribute("version.text")
    number = factory.LazyAttribute(lambda s: s.version.sentences.count())
    id = factory.LazyFunction(new_id)
    lineage_id = factory.SelfAttribute("id")
    start = factory.LazyAttribute(lambda s: s.version.text.index(s.words))
    end = factory.LazyAttribute(lambda s: s.start + len(s.words))


class ClaimFactory(DjangoModelFactory):
    """A claim with its sentence, version, article and outlet: `text=` gives its words."""

    class Meta:
        model = Claim
        exclude = ("version",)

    text = factory.Sequence(lambda n: f"The river rose by {n} metres.")
    language = "en"
    version = factory.LazyAttribute(
        lambda c: VersionFactory(
            text=c.text,
            language=c.language,
            **({"article__outlet": c.outlet} if getattr(c, "outlet", None) else {}),
        )
    )
    sentence = factory.LazyAttribute(lambda c: SentenceFactory(version=c.version, words=c.text))
    article = factory.LazyAttribute(lambda c: c.sentence.version.article)

    @classmethod
    def _adjust_kwargs(cls, **kwargs):
        kwargs.setdefault("outlet", kwargs["article"].outlet)
        return kwargs


def claims_of(version: ArticleVersion) -> list[Claim]:
    """The claims of a text, a sentence each line or full stop, made as a reading would."""
    claims = []
    for found in re.finditer(r"[^\n.؟!]+[.؟!]?", version.text):
        words = found.group().strip()
        if words:
            sentence = SentenceFactory(version=version, words=words)
            claims.append(
                ClaimFactory(
                    version=version, sentence=sentence, text=words, language=version.language
                )
            )
    return claims


class ReadingFactory(DjangoModelFactory):
    """A finished run of the machine over a version."""

    class Meta:
        model = Reading

    version = factory.SubFactory(VersionFactory)
    article = factory.SelfAttribute("version.article")
    number = factory.LazyAttribute(lambda r: r.article.readings.count() + 1)
    extractor = "test-1"


def attribute(
    claim: Claim,
    source: Source,
    *,
    content: str | None = None,
    cue: str | None = None,
    named: str | None = None,
    via: Attribution | None = None,
    chain: Sequence[Source] | None = None,
    person: User | None = None,
    **columns,
) -> Attribution:
    """Say that a source says a claim's words, or the part `content` of them.

    `cue` and `named` are words of the claim too. The chain, last speaker first, is the source,
    those it is told through, and the outlet.
    """
    sentence = claim.sentence
    version = columns.pop("version", sentence.version)
    reading = None
    if person is None:
        reading = version.readings.order_by("-number").first() or ReadingFactory(version=version)
    attribution = Attribution.objects.create(
        version=version,
        source=source,
        via=via,
        reading=reading,
        person=person,
        made_by=MadeBy.PERSON if person else MadeBy.MACHINE,
        **{
            "cue_class": "asserts",
            "manner": Manner.INDIRECT,
            "inherited": False,
            "confidence": 0.9,
            "rule": "verb-source-content",
            **columns,
        },
    )
    for role, words in (
        (SpanRole.SOURCE, named),
        (SpanRole.CUE, cue),
        (SpanRole.CONTENT, claim.text if content is None else content),
    ):
        if words:
            start = version.text.index(words, version.text.index(claim.text))
            AttributionSpan.objects.create(
                attribution=attribution, role=role, start=start, end=start + len(words), quote=words
            )
    if chain is None:
        relayed = [hop.source for hop in via.hops.filter(claim=claim)] if via else []
        outlets = [claim.outlet] if claim.outlet and not relayed else []
        chain = [source, *relayed, *outlets]
    for position, speaker in enumerate(chain):
        Hop.objects.create(claim=claim, attribution=attribution, position=position, source=speaker)
    return attribution


class IngestionFactory(DjangoModelFactory):
    """An accepted text that waits for a worker."""

    class Meta:
        model = Ingestion

    kind = IngestionKind.TEXT
    page = factory.LazyFunction(lambda: stored(b"Rain fell."))
