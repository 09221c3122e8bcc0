"""All that changes claims and attributions."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from operator import itemgetter
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article, ArticleVersion, Sentence
from articles.workflows import fail, finish_ingestions, store_sentences
from claims import attribution as engine
from claims.carrying_over import carry_over
from claims.models import Attribution, AttributionSpan, Claim, Hop, Reading
from claims.priority import weigh
from claims.states import MadeBy, SpanRole
from newsroom.ids import new_id
from sources.models import Anonymity, Source, SourceKind
from sources.workflows import Mention, resolve_mentions

MAX_READ_ATTEMPTS = 5


def read_version(version_id: UUID) -> None:
    """Find the claims and attributions of a version, after those of older unread versions.

    Safe to run twice and to die half way: each version is stored in one transaction. The caller
    holds the version's lock, so that what counts as an attempt is one that broke off, and never
    another worker who is reading it right now.
    """
    wanted = ArticleVersion.objects.only("article_id", "number").get(pk=version_id)
    unread = ArticleVersion.objects.filter(
        article=wanted.article_id, number__lt=wanted.number, read_at=None
    ).order_by("number")
    for version in [*unread, ArticleVersion.objects.get(pk=version_id)]:
        if _stands(version, version.article, engine.EXTRACTOR_VERSION):
            finish_ingestions(version)
            continue
        if version.read_attempts >= MAX_READ_ATTEMPTS:
            _give_up(version)
            continue
        row = ArticleVersion.objects.filter(pk=version.pk)
        row.update(read_attempts=F("read_attempts") + 1)
        record_reading(version.pk, analyse_version(version), extractor=engine.EXTRACTOR_VERSION)
        row.update(read_attempts=0)


def analyse_version(version: ArticleVersion) -> engine.Analysis:
    """What the engine finds in a stored text; nothing is written."""
    outlet = version.article.outlet
    return engine.analyse(
        version.text,
        language=None if version.language == "und" else version.language,
        outlet=outlet.name if outlet else None,
    )


def _give_up(version: ArticleVersion) -> None:
    for ingestion in version.ingestions.all():
        fail(
            ingestion.pk,
            "gave_up",
            f"Reading broke off {MAX_READ_ATTEMPTS} times; the log of the workers says why.",
        )


@transaction.atomic
def record_reading(version_id: UUID, analysis: engine.Analysis, *, extractor: str) -> None:
    """Store what the engine found in a version, once; what people decided stays as it is.

    The article is locked, so that two readings of it come one after the other. A repeated
    reading changes nothing, nor does one that comes too late (`_stands`).
    """
    version = ArticleVersion.objects.get(pk=version_id)
    article = Article.objects.select_for_update(of=("self",)).get(pk=version.article_id)
    version.refresh_from_db()
    stands = _stands(version, article, extractor)
    if version.read_at is None:
        store_sentences(
            version,
            [(s.start, s.end) for s in analysis.sentences],
            headings=[(s.start, s.end) for s in analysis.headings],
            boilerplate=[(s.start, s.end) for s in analysis.boilerplate],
        )
    if not stands:
        last = article.readings.order_by("-number").first()
        reading = Reading.objects.create(
            article=article,
            number=last.number + 1 if last else 1,
            version=version,
            extractor=extractor,
        )
        claims = _store_claims(article, version, analysis)
        carry_over(version)
        _retire_machine_attributions(reading, claims)
        _store_attributions(article, reading, analysis, claims)
        weigh(claim.pk for claim in claims.values())
    finish_ingestions(version, note=_note_on(analysis))


def _stands(version: ArticleVersion, article: Article, extractor: str) -> bool:
    """Whether a version has been read and a reading by this extractor would change nothing.

    One that comes late, of a version that isn't the current one, doesn't count either: it would
    retire what the current one has.
    """
    if version.read_at is None:
        return False
    last = article.readings.order_by("-number").first()
    is_repeated = last and last.version_id == version.pk and last.extractor == extractor
    return bool(is_repeated) or article.current_id != version.pk


def _note_on(analysis: engine.Analysis) -> str:
    if analysis.language in engine.SUPPORTED_LANGUAGES:
        return ""
    return (
        f"There are no rules for this language ({analysis.language}) yet: its sentences are "
        "stored, and its claims are not attributed."
    )


def _store_claims(
    article: Article, version: ArticleVersion, analysis: engine.Analysis
) -> dict[tuple[int, int], Claim]:
    """Make the claims of a version's sentences that have none yet; return all by their place.

    A heading is a claim only where something in it is attributed.
    """
    sentences = list(version.sentences.in_order())
    contents = [span for found in analysis.attributions for span in found.content]
    wanted = [
        sentence
        for sentence in sentences
        if not sentence.is_heading
        or any(span.start < sentence.end and sentence.start < span.end for span in contents)
    ]
    known = {
        claim.sentence_id: claim
        for claim in Claim.objects.filter(sentence__in=[s.lineage_id for s in sentences])
    }
    new = [
        Claim(
            id=new_id(),
            sentence_id=sentence.lineage_id,
            article=article,
            outlet=article.outlet,
            text=version.text[sentence.start : sentence.end],
            language=analysis.language,
            published_at=version.published_at,
        )
        for sentence in wanted
        if sentence.lineage_id not in known
    ]
    Claim.objects.bulk_create(new, batch_size=1000)
    known |= {claim.sentence_id: claim for claim in new}
    if article.current_id == version.pk:
        _mark_lost_claims(article, version, sentences)
    return {(s.start, s.end): known[s.lineage_id] for s in sentences if s.lineage_id in known}


def _mark_lost_claims(
    article: Article, version: ArticleVersion, sentences: Sequence[Sentence]
) -> None:
    there = Q(sentence__in=[sentence.lineage_id for sentence in sentences])
    claims = Claim.objects.filter(article=article)
    claims.filter(there).exclude(not_found_in=None).update(not_found_in=None)
    claims.filter(~there, not_found_in=None).update(not_found_in=version)


def _retire_machine_attributions(reading: Reading, claims: dict[tuple[int, int], Claim]) -> None:
    """Retire what earlier readings found about this version's claims.

    People's work stays, with the guesses that they left standing within it.
    """
    about = Attribution.objects.filter(
        Q(version=reading.version) | Q(hops__claim__in=claims.values()),
        version__article=reading.article,
    )
    Attribution.objects.filter(
        pk__in=about.values("pk"), made_by=MadeBy.MACHINE, retired_at=None, retells=None
    ).update(retired_at=timezone.now(), retired_by_reading=reading)


def _store_attributions(
    article: Article,
    reading: Reading,
    analysis: engine.Analysis,
    claims: dict[tuple[int, int], Claim],
) -> None:
    version = reading.version
    decided = cues_people_decided(version)
    found = {
        a.id: a
        for a in analysis.attributions
        if not any(cue.start < end and start < cue.end for cue in a.cue for start, end in decided)
    }
    sources = _sources_of(article, version, list(found.values()), analysis)
    rows = {number: new_id() for number in found}
    attributions: list[Attribution] = []
    spans: list[AttributionSpan] = []
    hops: list[Hop] = []
    for number, a in found.items():
        attributions.append(
            Attribution(
                id=rows[number],
                version=version,
                source=sources[a.source_name],
                source_name=a.source_name[:500],
                via_id=rows.get(a.via) if a.via is not None else None,
                cue_class=a.cue_class,
                hedge=a.hedge or "",
                manner=a.manner,
                channel=a.channel or "",
                inherited=a.inherited,
                confidence=a.confidence,
                made_by=MadeBy.MACHINE,
                reading=reading,
                rule=a.rule,
                evidence=[[span.start, span.end] for span in a.evidence],
            )
        )
        for role in SpanRole:
            for span in getattr(a, role.value):
                quote = version.text[span.start : span.end]
                spans.append(
                    AttributionSpan(
                        attribution_id=rows[number],
                        role=role,
                        start=span.start,
                        end=span.end,
                        quote=quote,
                    )
                )
        chain = list(dict.fromkeys(sources[name] for name in a.chain if name in sources))
        for claim in _touched(claims, a.content):
            hops.extend(
                Hop(claim=claim, attribution_id=rows[number], position=position, source=source)
                for position, source in enumerate(chain)
            )
    # An attribution comes after the one it is nested in, as its foreign key asks.
    Attribution.objects.bulk_create(attributions, batch_size=1000)
    AttributionSpan.objects.bulk_create(spans, batch_size=2000)
    Hop.objects.bulk_create(hops, batch_size=2000)


def _touched(
    claims: dict[tuple[int, int], Claim], content: Sequence[engine.Span]
) -> dict[Claim, None]:
    """The claims whose sentences a content has words of; places are in order, without overlap."""
    places = list(claims)
    touched: dict[Claim, None] = {}
    for span in content:
        first = bisect_right(places, span.start, key=itemgetter(1))
        last = bisect_left(places, span.end, key=itemgetter(0))
        touched |= dict.fromkeys(claims[place] for place in places[first:last])
    return touched


def cues_people_decided(version: ArticleVersion) -> list[tuple[int, int]]:
    """Places of cues about which a person has said something, which no machine changes."""
    said = Attribution.objects.filter(version=version).decided_by_people()
    spans = AttributionSpan.objects.filter(attribution__in=said, role=SpanRole.CUE)
    return list(spans.values_list("start", "end"))


def _sources_of(
    article: Article,
    version: ArticleVersion,
    found: Sequence[engine.Attribution],
    analysis: engine.Analysis,
) -> dict[str, Source]:
    """The source of every name in the chains of one article; the outlet is itself."""
    surfaces: dict[str, list[str]] = {}
    kinds: dict[str, tuple[str, str]] = {}
    for a in found:
        kinds.setdefault(a.source_name, (a.source_kind, a.anonymity))
        surfaces.setdefault(a.source_name, []).extend(
            version.text[span.start : span.end] for span in a.source
        )
    for name in (name for a in found for name in a.chain):
        kinds.setdefault(name, (SourceKind.ORGANISATION, Anonymity.NAMED))
    if article.outlet:
        kinds.pop(article.outlet.name, None)
    mentions = [
        Mention(name, kind, anonymity, analysis.language, tuple(surfaces.get(name, ())))
        for name, (kind, anonymity) in kinds.items()
    ]
    resolved = resolve_mentions(article.outlet, mentions)
    sources = dict(zip(kinds, resolved, strict=True))
    if article.outlet:
        sources[article.outlet.name] = article.outlet
    return sources
