"""Accepted means committed: what happens when the broker isn't there."""

import pytest
from kombu.exceptions import OperationalError

from articles.models import Ingestion
from tests.api import Program


@pytest.mark.django_db(transaction=True)
def test_an_article_is_accepted_while_the_broker_is_away(monkeypatch):
    def away(*_, **__):
        raise OperationalError("Connection refused.")

    monkeypatch.setattr("celery.app.task.Task.apply_async", away)

    answer = Program("ingest").post("articles", {"text": "Rain fell on the city all night."})

    assert answer.status_code == 202
    assert Ingestion.objects.get().status == "attributing"
