"""System checks: can the settings be read, and may the database hold Arabic, history and the rest?

They run before every migration, and by `manage.py check --database default`.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from config.parts import APPLICATION_ROLE, OWNER_ROLE
from newsroom.addresses import allow_rule
from sources.sealing import is_key

EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gist")
OLDEST_RELEASE = 150000
AN_ARABIC_NAME = "حفتر"


@register
def fetch_allow_is_readable(**_: Any) -> list[CheckMessage]:
    """Refuse an allow-list that would otherwise stop the first fetch, and every one after it."""
    messages: list[CheckMessage] = []
    for entry in settings.MUSNAD_FETCH_ALLOW:
        try:
            allow_rule(entry)
        except ValueError as error:
            hint = (
                "Write host, address or network, with :port if need be: 10.1.0.0/16, [fd00::/8]:80."
            )
            messages.append(Error(str(error), hint=hint, id="musnad.E004"))
    return messages


@register
def protected_keys_are_keys(**_: Any) -> list[CheckMessage]:
    """Refuse a key that would fail at the first look, without showing it."""
    hint = (
        "Make one: python -c 'from cryptography.fernet import Fernet; "
        "print(Fernet.generate_key().decode())'"
    )
    return [
        Error(f"MUSNAD_PROTECTED_KEYS: key {n} is no Fernet key.", hint=hint, id="musnad.E005")
        for n, key in enumerate(settings.MUSNAD_PROTECTED_KEYS, 1)
        if not is_key(key)
    ]


@register(Tags.database)
def database_fits(databases: Sequence[str] | None, **_: Any) -> list[CheckMessage]:
    """Refuse a database that would fail later, or quietly find less than there is."""
    if "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        release = int(cursor.fetchone()[0])
        if release < OLDEST_RELEASE:
            found = f"PostgreSQL {release // 10000} is too old."
            return [Error(found, hint="Musnad needs PostgreSQL 15 or newer.", id="musnad.E001")]
        cursor.execute("SELECT extname FROM pg_extension")
        installed = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datctype"
            " FROM pg_database WHERE datname = current_database()"
        )
        encoding, ctype = cursor.fetchone()
        messages = _missing_extensions(installed)
        if "pg_trgm" in installed and encoding == "UTF8":
            cursor.execute("SELECT cardinality(show_trgm(%s))", [AN_ARABIC_NAME])
            arabic_fits = cursor.fetchone()[0] > 0
        else:
            arabic_fits = encoding == "UTF8" and ctype not in {"C", "POSIX"}
        if not arabic_fits:
            messages.append(_arabic_does_not_fit(encoding, ctype))
        cursor.execute(
            "SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)",
            [APPLICATION_ROLE],
        )
        role, two_roles = cursor.fetchone()
        if not two_roles or role not in {APPLICATION_ROLE, OWNER_ROLE}:
            messages.append(_history_is_unguarded(role))
    return messages


def _missing_extensions(installed: set[str]) -> list[CheckMessage]:
    missing = [name for name in EXTENSIONS if name not in installed]
    if not missing:
        return []
    return [
        Error(
            f"The database lacks these extensions: {', '.join(missing)}.",
            hint="Let a superuser run config/parts/roles.sql in it.",
            id="musnad.E002",
        )
    ]


def _arabic_does_not_fit(encoding: str, ctype: str) -> CheckMessage:
    return Error(
        f"A database with encoding {encoding} and LC_CTYPE {ctype} finds no Arabic word by "
        "similarity: to it, Arabic letters aren't letters.",
        hint="Make it anew: CREATE DATABASE musnad OWNER musnad_owner TEMPLATE template0 "
        "ENCODING 'UTF8' LOCALE 'C.UTF-8'.",
        id="musnad.E003",
    )


def _history_is_unguarded(role: str) -> CheckMessage:
    return checks.Warning(
        f"The application connects as {role}, so nothing keeps it from changing its own history.",
        hint=f"Let a superuser run config/parts/roles.sql, connect as {APPLICATION_ROLE} by "
        f"DATABASE_URL, and migrate as {OWNER_ROLE} by DATABASE_OWNER_URL.",
        id="musnad.W001",
    )
