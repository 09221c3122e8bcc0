"""SQL that the database holds itself to: functions that migrations create."""

from sources.names import (
    REPLACED_FROM,
    REPLACED_TO,
    SPELLED_OUT,
    STRIPPED_PATTERN,
    WHITESPACE_PATTERN,
)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def fold_expression(value: str) -> str:
    """SQL for `sources.names.fold` of a text expression; the patterns run bytewise, in C order."""
    sql = f"pg_catalog.normalize({value}, 'NFKD')"
    sql = f"regexp_replace({sql} COLLATE \"C\", {_literal(STRIPPED_PATTERN)}, '', 'g')"
    sql = f"translate({sql}, {_literal(REPLACED_FROM)}, {_literal(REPLACED_TO)})"
    for letter, spelling in SPELLED_OUT:
        sql = f"replace({sql}, {_literal(letter)}, {_literal(spelling)})"
    sql = f"pg_catalog.normalize({sql}, 'NFC')"
    return (
        f"btrim(regexp_replace({sql} COLLATE \"C\", {_literal(WHITESPACE_PATTERN)}, ' ', 'g'), ' ')"
    )


# Immutable, so that generated columns and indexes may use it; only functions of pg_catalog, so
# that no search path can change what it means.
FOLD_SQL = f"""
CREATE FUNCTION musnad_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN {fold_expression("value")};
"""
DROP_FOLD_SQL = "DROP FUNCTION musnad_fold(text);"
