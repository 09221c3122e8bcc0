"""What may be asked of many articles, sentences and ingestions."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.identity import identity_of
from articles.states import FINISHED, IngestionStatus
from articles.urls import canonical_url
from sources.folding import Folded
from sources.names import fold

if TYPE_CHECKING:
    from articles.models import Article, Ingestion, Sentence  # noqa: F401 - the row types below


class ArticleQuerySet(models.QuerySet["Article"]):
    """Questions about articles."""

    def for_listing(self) -> Self:
        """All that a list row shows, in one query; the texts stay in the database."""
        return self.select_related("outlet", "current").defer("current__text")

    def at_address(self, url: str) -> Self:
        """The article whose canonical address this is, if there is one.

        Raises: AddressNotAllowed if it is no address.
        """
        return self.filter(identity=identity_of(canonical_url(url)))

    def titled(self, query: str) -> Self:
        """Those whose current title has every word of the query, however it is spelled."""
        titles = self.alias(folded_title=Folded(models.F("current__title")))
        words = fold(query).split()
        return titles.filter(*(models.Q(folded_title__contains=word) for word in words))


class SentenceQuerySet(models.QuerySet["Sentence"]):
    """Questions about sentences."""

    def in_order(self) -> Self:
        """As they stand in the text."""
        return self.order_by("number")


class IngestionQuerySet(models.QuerySet["Ingestion"]):
    """Questions about ingestions."""

    def for_listing(self) -> Self:
        """All that a list row shows, in one query; the pages' bytes and texts stay away."""
        return self.select_related("version__article", "created_by").defer("version__text")

    def unfinished(self) -> Self:
        """Those a machine still has to work on."""
        return self.exclude(status__in=FINISHED)

    def stale(self) -> Self:
        """Unfinished ones whose message or worker may be lost, as they haven't moved for long.

        The lock that a living worker holds keeps a second one away.
        """
        lost = timedelta(seconds=2 * settings.MUSNAD_SWEEP_SECONDS)
        return self.unfinished().filter(updated_at__lt=timezone.now() - lost)

    def to_bring_in(self) -> Self:
        """Those without a version yet."""
        return self.filter(version=None)

    def to_read(self) -> Self:
        """Those whose version waits for its attributions."""
        return self.filter(status=IngestionStatus.ATTRIBUTING)
