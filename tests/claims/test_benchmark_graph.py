"""The measured calls of the graph are real ones."""

import pytest

from claims.benchmark_graph import graph_calls
from claims.models import ClaimGroup
from tests.factories import ClaimFactory, SourceFactory, attribute


@pytest.mark.django_db
def test_every_call_answers_and_the_group_is_made_once():
    for _ in range(3):
        attribute(ClaimFactory(), SourceFactory())

    answers = {name: call() for name, call in graph_calls().items()}
    graph_calls()

    assert len(answers["chain of a claim"][0]) == 2
    assert len(answers["claims through a source, first page"]) == 1
    assert answers["independence of a group of 200"].count == 3
    assert ClaimGroup.objects.count() == 1
