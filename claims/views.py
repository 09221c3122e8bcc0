"""Pages that show claims: lists, a claim, and articles and sources with what they claim."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article, ArticleVersion, Sentence
from claims import topics
from claims.attribution import SUPPORTED_LANGUAGES
from claims.chain_picture import chain_picture
from claims.chains import chains_of
from claims.drift import LOSSES
from claims.explaining import DRIFTS
from claims.export_api import base_of
from claims.exports.making import review_of
from claims.filters import ClaimFilters
from claims.marking import highlighted
from claims.models import ArticleTopic, Claim, PriorCheck, Topic
from claims.prior_models import MOST_SHOWN
from claims.provenance import chains_of_claim
from claims.reading_room import read_page
from claims.ripple import ripple_of
from claims.version_drift import version_changes
from newsroom.errors import MusnadError
from newsroom.models import User
from newsroom.pages import counted, page_of, part_or_page, say_refused
from newsroom.permissions import Action, may
from sources.models import Source


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


SHOWN_NAMES = 50


@login_required
@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """Claims, newest first, that fit the filters of the address."""
    filters = ClaimFilters.of(request.GET)
    claims = filters.narrow(Claim.objects.visible_to(_person(request)).for_listing())
    context = {"filters": filters, "count": counted(claims), **_rows(claims, request, filters.q)}
    return part_or_page(request, "claims/claim_list.html", context)


@login_required
@require_safe
def claim_page(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """One claim: its words in their place, who says them through whom, and where it was found."""
    claim = get_object_or_404(
        Claim.objects.visible_to(_person(request)).select_related(
            "article__outlet", "article__current", "outlet", "not_found_in"
        ),
        pk=claim_id,
    )
    places = list(
        Sentence.objects.filter(lineage=claim.sentence_id)
        .select_related("version")
        .order_by("-version__number")
    )
    latest = places[0]
    page = read_page(latest.version, _person(request))
    context = {
        "claim": claim,
        "places": places,
        "latest": latest,
        "blocks": page.around(latest.number),
        "note": page.notes[latest.number],
        "prior_checks": PriorCheck.objects.about(claim.folded)[:MOST_SHOWN],
        "ripple": ripple_of(claim, _person(request)),
        "picture": chain_picture(chains_of_claim(claim.pk), right_to_left=get_language_bidi()),
        "review": review_of(claim, to=_person(request), base=base_of(request)),
    }
    return render(request, "claims/claim.html", context)


@login_required
@require_safe
def article_page(request: HttpRequest, article_id: UUID, number: int | None = None) -> HttpResponse:
    """An article's text with its attributions marked and the chain of each claim beside it."""
    article = get_object_or_404(Article.objects.for_listing(), pk=article_id)
    versions = ArticleVersion.objects.filter(article=article)
    current = article.current.number if article.current else None
    version = get_object_or_404(versions, number=current if number is None else number)
    context = {
        "article": article,
        "version": version,
        "versions": versions.defer("text").order_by("-number"),
        "is_current": version.pk == article.current_id,
        "topic": ArticleTopic.objects.select_related("person").filter(article=article).first(),
        "topics": Topic.choices,
        "without_rules": version.language.partition("-")[0] not in SUPPORTED_LANGUAGES,
        "page": read_page(version, _person(request)),
    }
    return render(request, "claims/article.html", context)


@login_required
@require_POST
def set_topic(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Say what an article is about."""
    assert isinstance(request.user, User)
    article = get_object_or_404(Article, pk=article_id)
    try:
        topics.set_topic(article.pk, request.POST.get("topic", ""), by=request.user)
    except MusnadError as error:
        say_refused(request, error)
    return redirect("claims:article", article.pk)


@login_required
@require_safe
def drift_page(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """What became of each statement from version to version, losses of source and doubt marked."""
    article = get_object_or_404(Article.objects.for_listing(), pk=article_id)
    changes = [
        {
            "change": change,
            "names": [
                (kind.value, DRIFTS[kind], kind in LOSSES) for kind in sorted(change.changes)
            ],
        }
        for change in version_changes(article)
    ]
    return render(request, "claims/drift.html", {"article": article, "changes": changes})


@login_required
@require_safe
def source_page(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """A source: its names, and the claims it says itself or passes on."""
    assert isinstance(request.user, User)
    source = get_object_or_404(
        Source.objects.select_related("outlet", "parent", "owner", "merged_into"), pk=source_id
    )
    said = request.GET.get("as") != "relay"
    claims = Claim.objects.visible_to(_person(request)).for_listing()
    claims = claims.through(source.pk, last_speaker=True) if said else claims.relayed_by(source.pk)
    context = {
        "source": source,
        "said": said,
        "count": counted(claims),
        "aliases": page_of(
            source.aliases.defer("vector"), request, by="-count", size=SHOWN_NAMES, name="names-"
        ),
        "below": page_of(
            Source.objects.filter(Q(parent=source) | Q(owner=source)),
            request,
            by="name",
            size=SHOWN_NAMES,
            name="below-",
        ),
        "may_curate": may(request.user, Action.CURATE_SOURCES),
        **_rows(claims, request, ""),
    }
    return part_or_page(request, "claims/source.html", context)


def _rows(claims: QuerySet[Claim], request: HttpRequest, query: str) -> dict[str, Any]:
    """A page of claims with what each row shows: its words with those of the query marked."""
    page = page_of(claims, request)
    rows = [
        {
            "claim": claim,
            "segments": highlighted(claim.text, query),
            "chains": chains_of(getattr(claim, "active_hops")),  # noqa: B009 - made by for_listing
        }
        for claim in page.rows
    ]
    return {"page": page, "rows": rows}
