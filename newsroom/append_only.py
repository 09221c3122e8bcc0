"""Tables that only grow: the application's own role may add rows, never change or remove them."""

from django.db import migrations

APPLICATION_ROLE = "musnad_app"


def append_only(*tables: str) -> migrations.RunSQL:
    """A migration step that takes UPDATE, DELETE and TRUNCATE from the application's role."""
    return _revoke("UPDATE, DELETE, TRUNCATE", tables)


def never_deleted(*tables: str) -> migrations.RunSQL:
    """A migration step that takes DELETE and TRUNCATE from the application's role."""
    return _revoke("DELETE, TRUNCATE", tables)


def _revoke(privileges: str, tables: tuple[str, ...]) -> migrations.RunSQL:
    # Where one role does everything there is nobody to take rights from; a system check says so.
    def for_role(statement: str) -> str:
        return (
            f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') "
            f"THEN {statement}; END IF; END $$"
        )

    names = ", ".join(tables)
    return migrations.RunSQL(
        for_role(f"REVOKE {privileges} ON {names} FROM {APPLICATION_ROLE}"),
        for_role(f"GRANT {privileges} ON {names} TO {APPLICATION_ROLE}"),
    )
