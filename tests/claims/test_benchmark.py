"""What `manage.py bench` measures is there, and counted as it is."""

import pytest
from django.db.models import Value

from claims.benchmark import _statements
from claims.benchmark_bulk import measure_bulk
from claims.models import Claim


@pytest.mark.django_db(transaction=True)
def test_the_bulk_rows_that_are_timed_are_stored_by_one_connection_and_by_several():
    found = measure_bulk(40)

    assert Claim.objects.count() == 40 * (1 + found["connections"])
    assert found["bulk_claims_per_second"] > 0
    assert found["together_claims_per_second"] > 0


@pytest.mark.django_db
def test_statements_are_counted_and_the_dearest_node_is_named():
    # A plan of one node, so that no other can take as long; the mark is no parameter's.
    count, worst = _statements(lambda: list(Claim.objects.annotate(half=Value("50%")).order_by()))

    assert count == 1
    assert "claims_claim" in worst
