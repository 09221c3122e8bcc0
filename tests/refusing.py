"""What the database itself must refuse, asked as raw SQL by the application's own role."""

import pytest
from django.db import DatabaseError, connection, transaction


def refused(sql, *parameters):
    """Assert that the database refuses a statement; returns its words."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)
    return str(refusal.value)
