from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

TOGETHER = """
ALTER TABLE newsroom_change ALTER COLUMN subject TYPE uuid[] USING ARRAY[subject];
ALTER TABLE newsroom_change RENAME COLUMN subject TO subjects;
"""
APART = """
INSERT INTO newsroom_change (batch, number, event, subjects)
    SELECT batch, number + nth - 1, event, ARRAY[subject]
    FROM newsroom_change, unnest(subjects) WITH ORDINALITY AS s(subject, nth) WHERE nth > 1;
ALTER TABLE newsroom_change ALTER COLUMN subjects TYPE uuid USING subjects[1];
ALTER TABLE newsroom_change RENAME COLUMN subjects TO subject;
"""


class Migration(migrations.Migration):
    """What one statement did to many rows is one row of the change feed."""

    # No other may write changes after this in the form of before.
    dependencies = [
        ("newsroom", "0014_answers_know_the_role"),
        ("claims", "0025_words_of_claims"),
        ("sources", "0010_plain_text_folds_in_place"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(TOGETHER, APART)],
            [
                migrations.RenameField("change", "subject", "subjects"),
                migrations.AlterField(
                    "change",
                    "subjects",
                    ArrayField(models.UUIDField(), help_text="The ids of what changed."),
                ),
            ],
        ),
        migrations.AlterField(
            "change",
            "number",
            models.BigIntegerField(
                help_text="From 1 in each batch: that of the first subject; the others' follow it."
            ),
        ),
        migrations.AddConstraint(
            "change",
            models.CheckConstraint(
                condition=models.Q(subjects__len__range=(1, 100)), name="change_has_subjects"
            ),
        ),
    ]
