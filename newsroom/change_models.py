"""The change feed's own rows: what changed, in the order in which it was committed.

Triggers write them in the transaction of the fact itself, so there is no change without its row
and no row without its change. A sequence or a clock would number transactions as they begin; a
reader that follows such numbers misses what commits late. Here the number is given at the commit,
one transaction at a time, so that whoever has seen number n will never find a new one below it.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

# The batch of this transaction, made by its first change and forgotten with it, savepoints too.
CURRENT_BATCH = """
CREATE FUNCTION musnad_change_batch() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE batch bigint = nullif(current_setting('musnad.change_batch', true), '')::bigint;
BEGIN
    IF batch IS NULL THEN
        INSERT INTO newsroom_changebatch DEFAULT VALUES RETURNING id INTO batch;
        PERFORM set_config('musnad.change_batch', batch::text, true);
    END IF;
    RETURN batch;
END $$
"""

# At the commit, what was put off until then is done in the order in which it was put off, and what
# that puts off comes after all of it. So the number is given in two steps: foreign keys, whose
# checks may wait for other transactions, come in between, and who holds this lock waits for nobody.
CLOSE_THE_BATCH = """
UPDATE newsroom_changebatch SET at = clock_timestamp() WHERE id = NEW.id;
RETURN NULL;
"""
NUMBER_THE_BATCH = """
PERFORM pg_advisory_xact_lock(hashtext('musnad.changes'));
UPDATE newsroom_changebatch
    SET position = (SELECT coalesce(max(position), 0) + 1 FROM newsroom_changebatch),
        at = clock_timestamp()
    WHERE id = NEW.id;
RETURN NULL;
"""

# So many subjects of one event share a row: it stays below what PostgreSQL puts out of line.
MOST_SUBJECTS = 100

_WRITE_DOWN = f"""
IF NOT EXISTS (SELECT FROM {{rows}} WHERE ({{event}}) IS NOT NULL) THEN
    RETURN NULL;
END IF;
batch_id = musnad_change_batch();
SELECT number + cardinality(subjects) - 1 INTO last FROM newsroom_change WHERE batch = batch_id
    ORDER BY number DESC LIMIT 1;
INSERT INTO newsroom_change (batch, number, event, subjects)
    SELECT batch_id, coalesce(last, 0) + before + nth, event, every[nth : nth + {MOST_SUBJECTS - 1}]
    FROM (
        SELECT event, array_agg(subject) AS every,
               sum(count(*)) OVER (ORDER BY event) - count(*) AS before
        FROM (SELECT {{event}} AS event, {{subject}} AS subject FROM {{rows}}) told
        WHERE event IS NOT NULL GROUP BY event
    ) told, generate_series(1, cardinality(every), {MOST_SUBJECTS}) nth;
RETURN NULL;
"""  # noqa: S608


class ChangeBatch(models.Model):
    """All that one transaction changed; `position` is its place in the order of commits."""

    position = models.BigIntegerField(unique=True, null=True, editable=False)
    at = models.DateTimeField(null=True, editable=False)

    class Meta:
        triggers = [
            pgtrigger.Trigger(
                name="close_the_batch",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=CLOSE_THE_BATCH,
            ),
            pgtrigger.Trigger(
                name="number_the_batch",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__at__isnull=True),
                timing=pgtrigger.Deferred,
                func=NUMBER_THE_BATCH,
            ),
            pgtrigger.Protect(
                name="batch_position_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__position__isnull=False),
            ),
            pgtrigger.Protect(name="batch_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.position)


class Change(models.Model):
    """Rows of another table were made or changed. What they look like now, that table knows.

    A million claims make millions of changes: what one statement did to many rows is one row here,
    and there is no id, no foreign key and no index but the primary key. Triggers alone write them.
    """

    pk = models.CompositePrimaryKey("batch", "number")
    batch = models.BigIntegerField()
    number = models.BigIntegerField(
        help_text="From 1 in each batch: that of the first subject; the others' follow it."
    )
    event = models.CharField(max_length=40, help_text="Such as `claim.created`.")
    subjects = ArrayField(models.UUIDField(), help_text="The ids of what changed.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(event__regex=r"^[a-z]+\.[a-z_]+$"), name="change_event_form"
            ),
            models.CheckConstraint(
                condition=Q(subjects__len__range=(1, MOST_SUBJECTS)), name="change_has_subjects"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="change_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.event} {len(self.subjects)}"


def tells_insert(name: str, event: str, *, subject: str = "added.id") -> pgtrigger.Trigger:
    """A trigger that writes down each row that is added.

    Args: event is an SQL expression over `added`, the new rows, such as `'claim.created'`;
        subject is one for the id under which readers know what changed.
    """
    told = _write_down("added", event, subject)
    return _tells(name, pgtrigger.Insert, pgtrigger.Referencing(new="added"), told)


def tells_update(
    name: str,
    event: str,
    *,
    subject: str = "added.id",
    rows: str = "added JOIN was ON was.id = added.id",
) -> pgtrigger.Trigger:
    """A trigger that writes down each row that is changed; `was` are the rows before that.

    Where the expression is NULL, nothing is written: not every column is of interest to others.
    """
    referencing = pgtrigger.Referencing(old="was", new="added")
    told = _write_down(rows, event, subject)
    return _tells(name, pgtrigger.Update, referencing, told)


def tells_delete(name: str, event: str, *, subject: str) -> pgtrigger.Trigger:
    """A trigger that writes down each row that is deleted, a row of `was`."""
    told = _write_down("was", event, subject)
    return _tells(name, pgtrigger.Delete, pgtrigger.Referencing(old="was"), told)


def _write_down(rows: str, event: str, subject: str) -> str:
    return _WRITE_DOWN.format(rows=rows, event=event, subject=subject)


def _tells(
    name: str, operation: pgtrigger.Operation, referencing: pgtrigger.Referencing, told: str
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        declare=[("batch_id", "bigint"), ("last", "bigint")],
        func=told,
    )
