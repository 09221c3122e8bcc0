"""What `manage.py bench` measures is there, and counted as it is."""

import pytest

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
    count, worst = _statements(lambda: list(Claim.objects.filter(text__contains="50%")[:1]))

    assert count == 1
    assert "claims_claim" in worst
