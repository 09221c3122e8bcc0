"""Foreign keys to rows that nobody deletes, checked once a statement instead of once a row.

A foreign key looks up and locks one row for each row that is written, at a million claims ten
times each, so that what it names can't be deleted meanwhile. Where a trigger refuses every
deletion and every change of an id, looking is enough, and one look serves all rows of a statement
that name the same. Such fields have `db_constraint=False`; a test finds those without a trigger.
"""

import pgtrigger

from newsroom.triggers import on_new_rows

# Each id is looked up by its key, however many there are: the plan is kept for the next statement.
_NAMED_IS_THERE = """
IF EXISTS (
    SELECT FROM (SELECT DISTINCT {column} AS id FROM added WHERE {column} IS NOT NULL) named
    WHERE (SELECT true FROM {table} there WHERE there.id = named.id) IS NOT TRUE
) THEN
    RAISE EXCEPTION '{column} names no row of {table}' USING ERRCODE = 'foreign_key_violation';
END IF;
"""


def names_what_is_there(
    name: str, *, condition: pgtrigger.Condition | None = None, **references: str
) -> pgtrigger.Trigger:
    """A trigger that refuses new rows of which a column names no row of its table.

    Args: condition is when to look at all, if not always; references are columns, each with the
        table that it refers to by `id`. The columns must not change later, and no row of the
        tables be deleted; other triggers see to that.
    """
    checks = [_NAMED_IS_THERE.format(column=c, table=t) for c, t in references.items()]
    return on_new_rows(name, "".join(checks) + "RETURN NULL;\n", condition=condition)
