"""What the database itself must refuse, asked as raw SQL by the application's own role."""

import pytest
from django.db import DatabaseError, connection, transaction

# Where the role has no right to a statement, it isn't a trigger or a constraint that refuses.
MAY_NOT = "permission denied for table"


def refused(sql, *parameters):
    """The words with which the database refuses a statement; a failure if it does not."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)
    return str(refusal.value)
