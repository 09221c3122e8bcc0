"""All that changes claims and attributions."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from operator import itemgetter
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.models import ArticleVersion
from articles.storing import SentenceRow
from articles.workflows import fail, finish_ingestions, sentences_of, store_sentences
from claims import attribution as engine
from claims.carrying_over import carry_over
from claims.models import Attribution, AttributionSpan, Claim
from claims.priority import weigh
from claims.states import MadeBy, SpanRole
from claims.storing import AttributionRow, ClaimRow, Place, Said, store_claims
from newsroom.ids import new_id
from newsroom.statements import rows, run
from sources.models import Anonymity, SourceKind
from sources.workflows import Mention, resolve_mentions

MAX_READ_ATTEMPTS = 5


def read_version(version_id: UUID) -> None:
    """Find the claims and attributions of a version, after those of older unread versions.

    Safe to run twice and to die half way: each version is stored in one transaction. The caller
    holds the version's lock, so that what counts as an attempt is one that broke off, and never
    another worker who is reading it right now.
    """
    versions = ArticleVersion.objects.select_related("article__outlet")
    wanted = versions.get(pk=version_id)
    unread = versions.filter(article=wanted.article_id, number__lt=wanted.number, read_at=None)
    older = unread.order_by("number") if wanted.number > 1 else []
    for version in [*older, wanted]:
        if _stands(version, engine.EXTRACTOR_VERSION):
            finish_ingestions(version)
            continue
        if version.read_attempts >= MAX_READ_ATTEMPTS:
            _give_up(version)
            continue
        row = ArticleVersion.objects.filter(pk=version.pk)
        row.update(read_attempts=F("read_attempts") + 1)
        record_reading(version.pk, analyse_version(version), extractor=engine.EXTRACTOR_VERSION)


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
    reading changes nothing, nor does one that comes too late (`_stands`). However much was found,
    the statements are the same few: rows are copied (`claims/storing.py`).
    """
    rows(LOCK_ARTICLE, [version_id])
    version = ArticleVersion.objects.select_related("article__outlet").get(pk=version_id)
    stands = _stands(version, extractor)
    if version.read_at is None:
        sentences = store_sentences(
            version,
            [(s.start, s.end) for s in analysis.sentences],
            headings=[(s.start, s.end) for s in analysis.headings],
            boilerplate=[(s.start, s.end) for s in analysis.boilerplate],
        )
    elif not stands:
        sentences = sentences_of(version)
        ArticleVersion.objects.filter(pk=version.pk).update(read_attempts=0)
    if not stands:
        [(reading,)] = rows(STORE_READING, {"version": version.pk, "extractor": extractor})
        claims = _store_claims(version, sentences, analysis)
        decided: list[tuple[int, int]] = []
        if Attribution.objects.filter(version__article=version.article_id).exists():
            carry_over(version)
            _retire_machine_attributions(version, reading, claims)
            decided = cues_people_decided(version)
        _store_attributions(version, reading, analysis, claims, decided)
        weigh(claims.values())
    finish_ingestions(version, note=_note_on(analysis))


LOCK_ARTICLE = """
SELECT id FROM articles_article
WHERE id = (SELECT article_id FROM articles_articleversion WHERE id = %s) FOR UPDATE
"""
# The article is locked: nobody else takes the number.
STORE_READING = """
INSERT INTO claims_reading (article_id, number, version_id, extractor, at)
SELECT v.article_id, 1 + coalesce(
    (SELECT max(r.number) FROM claims_reading r WHERE r.article_id = v.article_id), 0),
    v.id, %(extractor)s, now()
FROM articles_articleversion v WHERE v.id = %(version)s
RETURNING id
"""


def _stands(version: ArticleVersion, extractor: str) -> bool:
    """Whether a version has been read and a reading by this extractor would change nothing.

    One that comes late, of a version that isn't the current one, doesn't count either: it would
    retire what the current one has.
    """
    if version.read_at is None:
        return False
    last = version.article.readings.order_by("-number").first()
    is_repeated = last and last.version_id == version.pk and last.extractor == extractor
    return bool(is_repeated) or version.article.current_id != version.pk


def _note_on(analysis: engine.Analysis) -> str:
    if analysis.language in engine.SUPPORTED_LANGUAGES:
        return ""
    return (
        f"There are no rules for this language ({analysis.language}) yet: its sentences are "
        "stored, and its claims are not attributed."
    )


def _store_claims(
    version: ArticleVersion, sentences: Sequence[SentenceRow], analysis: engine.Analysis
) -> dict[Place, UUID]:
    """Make the claims of a version's sentences that have none yet; return all by their place.

    A heading is a claim only where something in it is attributed.
    """
    contents = [span for found in analysis.attributions for span in found.content]
    lineages = [sentence.lineage_id for sentence in sentences]
    continued = [s.lineage_id for s in sentences if s.lineage_id != s.id]
    was_read = version.read_at is not None
    known: dict[UUID, UUID] = {}
    if was_read or continued:
        of_sentences = Claim.objects.filter(sentence__in=lineages if was_read else continued)
        known = dict(of_sentences.values_list("sentence", "pk"))
    now = timezone.now()
    new = [
        ClaimRow(
            id=new_id(),
            sentence_id=sentence.lineage_id,
            article_id=version.article_id,
            outlet_id=version.article.outlet_id,
            text=version.text[sentence.start : sentence.end],
            language=analysis.language,
            published_at=version.published_at,
            created_at=now,
        )
        for sentence in sentences
        if sentence.lineage_id not in known
        and (
            not sentence.is_heading
            or any(span.start < sentence.end and sentence.start < span.end for span in contents)
        )
    ]
    store_claims(new)
    known |= {claim.sentence_id: claim.id for claim in new}
    if version.article.current_id == version.pk:
        run(MARK_LOST, {"article": version.article_id, "version": version.pk, "there": lineages})
    return {(s.start, s.end): known[s.lineage_id] for s in sentences if s.lineage_id in known}


# Those whose sentence the current version has no longer, and those whose sentence is back.
MARK_LOST = """
UPDATE claims_claim
SET not_found_in_id = CASE WHEN not_found_in_id IS NULL THEN %(version)s::uuid END
WHERE article_id = %(article)s
  AND (sentence_id = ANY(%(there)s)) = (not_found_in_id IS NOT NULL)
"""


def _retire_machine_attributions(
    version: ArticleVersion, reading: int, claims: Mapping[Place, UUID]
) -> None:
    """Retire what earlier readings found about this version's claims.

    People's work stays, with the guesses that they left standing within it.
    """
    about = Attribution.objects.filter(
        Q(version=version) | Q(hops__claim__in=claims.values()),
        version__article=version.article_id,
    )
    Attribution.objects.filter(
        pk__in=about.values("pk"), made_by=MadeBy.MACHINE, retired_at=None, retells=None
    ).update(retired_at=timezone.now(), retired_by_reading=reading)


def _store_attributions(
    version: ArticleVersion,
    reading: int,
    analysis: engine.Analysis,
    claims: Mapping[Place, UUID],
    decided: Sequence[Place],
) -> None:
    """Store what was found, but nothing by a cue about which people have decided."""
    found = {
        a.id: a
        for a in analysis.attributions
        if not any(cue.start < end and start < cue.end for cue in a.cue for start, end in decided)
    }
    sources = _sources_of(version, list(found.values()), analysis)
    ids = {number: new_id() for number in found}
    said = Said()
    now = timezone.now()
    for number, a in found.items():
        row = AttributionRow(
            id=ids[number],
            version_id=version.pk,
            source_id=sources[a.source_name],
            via_id=ids.get(a.via) if a.via is not None else None,
            source_name=a.source_name[:500],
            cue_class=a.cue_class,
            hedge=a.hedge or "",
            manner=str(a.manner),
            channel=str(a.channel or ""),
            inherited=a.inherited,
            confidence=a.confidence,
            reading_id=reading,
            rule=a.rule,
            evidence=[[span.start, span.end] for span in a.evidence],
            created_at=now,
        )
        places = {
            role.value: [(s.start, s.end) for s in getattr(a, role.value)] for role in SpanRole
        }
        chain = dict.fromkeys(sources[name] for name in a.chain if name in sources)
        said.add(row, version.text, places, list(_touched(claims, a.content)), list(chain))
    said.store()


def _touched(claims: Mapping[Place, UUID], content: Sequence[engine.Span]) -> dict[UUID, None]:
    """The claims whose sentences a content has words of; places are in order, without overlap."""
    places = list(claims)
    touched: dict[UUID, None] = {}
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
    version: ArticleVersion, found: Sequence[engine.Attribution], analysis: engine.Analysis
) -> dict[str, UUID]:
    """The source of every name in the chains of one article; the outlet is itself."""
    outlet = version.article.outlet
    surfaces: dict[str, list[str]] = {}
    kinds: dict[str, tuple[str, str]] = {}
    for a in found:
        kinds.setdefault(a.source_name, (a.source_kind, a.anonymity))
        surfaces.setdefault(a.source_name, []).extend(
            version.text[span.start : span.end] for span in a.source
        )
    for name in (name for a in found for name in a.chain):
        kinds.setdefault(name, (SourceKind.ORGANISATION, Anonymity.NAMED))
    if outlet:
        kinds.pop(outlet.name, None)
    mentions = [
        Mention(name, kind, anonymity, analysis.language, tuple(surfaces.get(name, ())))
        for name, (kind, anonymity) in kinds.items()
    ]
    resolved = resolve_mentions(outlet, mentions) if mentions else []
    sources = {name: source.pk for name, source in zip(kinds, resolved, strict=True)}
    if outlet:
        sources[outlet.name] = outlet.pk
    return sources
