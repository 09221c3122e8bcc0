"""What the application's own database role may and may not do."""

import psycopg
import pytest
from django.db import connection, connections, transaction

from config.parts import APPLICATION_ROLE, OWNER_ROLE


@pytest.mark.django_db
def test_the_application_connects_as_a_role_that_owns_no_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (APPLICATION_ROLE,)
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [(OWNER_ROLE,)]
