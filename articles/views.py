"""Pages of articles and of how they come in."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import workflows
from articles.forms import AddArticleForm
from articles.models import Article, Ingestion
from articles.states import IngestionStatus
from newsroom.errors import BadInput
from newsroom.models import User
from newsroom.pages import asked_by_htmx, counted, page_of, part_or_page

RECENT = 10
STEPS: list[IngestionStatus] = [
    status for status in IngestionStatus if status != IngestionStatus.FAILED
]


@login_required
@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """Articles, newest first."""
    articles = Article.objects.for_listing()
    context = {"page": page_of(articles, request), "count": counted(articles)}
    return part_or_page(request, "articles/article_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_article(request: HttpRequest) -> HttpResponse:
    """The form of the three ways, and what came in lately."""
    assert isinstance(request.user, User)
    sent = request.method == "POST"
    form = AddArticleForm(request.POST, request.FILES) if sent else AddArticleForm()
    if sent and form.is_valid():
        try:
            ingestion = workflows.accept(form.submission(), by=request.user)
        except BadInput as error:
            form.refuse(error)
        else:
            return redirect("articles:ingestion", ingestion.pk)
    context = {"form": form, "recent": Ingestion.objects.for_listing()[:RECENT]}
    return render(request, "articles/add.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def ingestion_page(request: HttpRequest, ingestion_id: UUID) -> HttpResponse:
    """How far an article has come; htmx asks again until it's finished.

    `?seen=STATUS` is what the asking page shows already: there is nothing to swap while it is so.
    """
    ingestion = get_object_or_404(Ingestion.objects.for_listing(), pk=ingestion_id)
    if asked_by_htmx(request) and request.GET.get("seen") == ingestion.status:
        return HttpResponse(status=204)
    context = {"ingestion": ingestion, "steps": _steps(ingestion)}
    return part_or_page(request, "articles/ingestion.html", context, part="progress")


@login_required
@require_POST
def retry_ingestion(
    request: HttpRequest,  # noqa: ARG001 - what Django calls a view with
    ingestion_id: UUID,
) -> HttpResponse:
    """Try a failed ingestion once more."""
    ingestion = get_object_or_404(Ingestion, pk=ingestion_id)
    workflows.retry(ingestion.pk)
    return redirect("articles:ingestion", ingestion.pk)


def _steps(ingestion: Ingestion) -> list[dict[str, str]]:
    """The steps an article goes through; the style sheet tells past, present and coming ones."""
    now = STEPS.index(IngestionStatus(ingestion.status)) if ingestion.status in STEPS else -1
    finished = ingestion.is_finished
    return [
        {
            "label": str(step.label),
            "state": "past" if at < now or finished else "now" if at == now else "coming",
        }
        for at, step in enumerate(STEPS)
    ]
