"""Bringing articles in: what a page or its server may say, and nothing is lost by it."""

import pytest

from articles.states import IngestionKind, IngestionStatus
from articles.storing import Submission
from articles.workflows import accept, bring_in

pytestmark = pytest.mark.django_db
PAGE = "<html><body><article><h1>Harbour</h1><p>{0}</p><p>{0}</p></article></body></html>".format(
    "The harbour was closed on Monday, the port authority said."
)


@pytest.fixture
def site(site, settings):
    """A site that may be fetched from."""
    settings.MUSNAD_FETCH_ALLOW = site.allow
    return site


def brought_in(url):
    """The ingestion of an address, after a worker has had it."""
    ingestion = accept(Submission(IngestionKind.URL, url=url), by=None)
    bring_in(ingestion.pk)
    ingestion.refresh_from_db()
    return ingestion


def test_a_charset_that_has_no_end_is_none(site):
    url = site.says("/1", PAGE, Content_Type=f"text/html; charset={'x' * 100}")

    ingestion = brought_in(url)

    assert ingestion.status == IngestionStatus.ATTRIBUTING, ingestion.failure_reason
    assert "Harbour" in ingestion.version.text
