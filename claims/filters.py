"""What a list of claims can be narrowed by; each filter is a parameter of the address."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from claims.querysets import ClaimQuerySet
from claims.states import ReviewStatus
from sources.models import Source, SourceKind

ATTRIBUTED = [("yes", _("With a source")), ("no", _("In the outlet’s own voice"))]
FOUND = [("yes", _("Still in the article")), ("no", _("No longer found"))]
LANGUAGES = [("ar", _("Arabic")), ("en", _("English")), ("fr", _("French"))]
OUTLETS_LISTED = 200


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


@dataclass(frozen=True)
class ClaimFilters:
    """The filters of one address. A value that means nothing filters nothing."""

    q: str = ""
    status: str = ""
    language: str = ""
    outlet: UUID | None = None
    source: UUID | None = None
    article: UUID | None = None
    attributed: str = ""
    found: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        """The filters that an address names."""
        known = {
            "status": ReviewStatus.values,
            "language": [value for value, _name in LANGUAGES],
            "attributed": [value for value, _name in ATTRIBUTED],
            "found": [value for value, _name in FOUND],
        }
        chosen = {name: query.get(name, "") for name in known}
        fitting = {name: value for name, value in chosen.items() if value in known[name]}
        return cls(
            q=query.get("q", "").replace("\0", "").strip()[:200],
            outlet=_id(query.get("outlet", "")),
            source=_id(query.get("source", "")),
            article=_id(query.get("article", "")),
            status=fitting.get("status", ""),
            language=fitting.get("language", ""),
            attributed=fitting.get("attributed", ""),
            found=fitting.get("found", ""),
        )

    def narrow(self, claims: ClaimQuerySet) -> ClaimQuerySet:
        """Those of the claims that fit all filters."""
        narrowed = claims if not self.q else claims.with_words(self.q)
        for column in ("status", "language", "outlet", "article"):
            if value := getattr(self, column):
                narrowed = narrowed.filter(**{column: value})
        if self.source:
            narrowed = narrowed.through(self.source)
        if self.attributed:
            narrowed = narrowed.attributed(self.attributed == "yes")
        if self.found:
            narrowed = narrowed.filter(not_found_in__isnull=self.found == "yes")
        return narrowed

    @property
    def used(self) -> bool:
        """Whether anything is filtered at all."""
        return self != type(self)()

    @cached_property
    def choices(self) -> list[tuple[str, object, list[tuple[str, object]], object]]:
        """Name, label, choices and chosen value of each drop-down."""
        # Not a join: with a million articles it would be sorted anew for each page.
        has_articles = Exists(Article.objects.filter(outlet=OuterRef("pk")))
        outlets = Source.objects.filter(has_articles, kind=SourceKind.MEDIA_OUTLET)
        named = outlets.values_list("pk", "name").order_by("folded")[:OUTLETS_LISTED]
        return [
            ("status", _("Status"), list(ReviewStatus.choices), self.status),
            ("language", _("Language"), list(LANGUAGES), self.language),
            (
                "outlet",
                _("Outlet"),
                [(str(pk), name) for pk, name in named],
                str(self.outlet or ""),
            ),
            ("attributed", _("Source"), list(ATTRIBUTED), self.attributed),
            ("found", _("Place"), list(FOUND), self.found),
        ]

    @cached_property
    def source_row(self) -> Source | None:
        """The source whose claims are asked for."""
        return Source.objects.filter(pk=self.source).first() if self.source else None
