"""References without a foreign key of their own: what they name is there, and stays there."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from claims.models import ExportedClaim
from newsroom.ids import new_id
from tests.factories import ClaimFactory, SentenceFactory, SourceFactory, VersionFactory, attribute
from tests.refusing import MAY_NOT, refused

pytestmark = pytest.mark.django_db
REFERENCES = [
    field
    for model in apps.get_models()
    for field in model._meta.concrete_fields
    if isinstance(field, models.ForeignKey)
    and not field.db_constraint
    and model is not ExportedClaim  # Rows of a file that is being written, gone with it.
]
REFERRED_TO = sorted({one.related_model for one in REFERENCES}, key=lambda model: model.__name__)
SAID = "names no row of|the very words|must lie inside|continues only the same words"


def name_of(reference):
    return f"{reference.model._meta.model_name}.{reference.name}"


@pytest.fixture
def said():
    return attribute(ClaimFactory(), SourceFactory(), cue="rose")


def copied(reference):
    """A second row like the one that is there, where no other rule forbids it."""
    row = reference.model.objects.last()
    if not isinstance(row._meta.pk, models.ForeignKey):
        row.pk = new_id() if isinstance(row._meta.pk, models.UUIDField) else None
    if name_of(reference) == "sentence.lineage":
        row.version = VersionFactory(article=row.version.article, text=f"{row.version.text} So.")
    elif name_of(reference) == "reading.version":
        row.number += 1
    elif name_of(reference) == "claim.article":
        row.sentence = SentenceFactory()
    elif reference.model.__name__ in ("Claim", "Hop"):
        row.text = "" if reference.model.__name__ == "Claim" else None
        row.sentence_id = SentenceFactory().pk
    if hasattr(row, "position"):
        row.position, row.source_id = 100, SourceFactory().pk
    if reference.model.__name__ == "Claim" and reference.name != "sentence":
        row.text, row.article_id = row.sentence.version.text, row.sentence.version.article_id
    return row


@pytest.mark.parametrize("reference", REFERENCES, ids=name_of)
def test_a_reference_to_nothing_is_refused(said, reference):
    row = copied(reference)
    is_uuid = isinstance(reference.target_field, models.UUIDField)
    setattr(row, reference.attname, new_id() if is_uuid else 10**9)

    with pytest.raises(IntegrityError, match=SAID), transaction.atomic():
        reference.model.objects.bulk_create([row])


@pytest.mark.parametrize("reference", REFERENCES, ids=name_of)
def test_a_row_once_written_refers_to_the_same_for_ever(said, reference):
    told = refused(renaming(reference.model, reference.column, reference.target_field))

    assert "Cannot update" in told or MAY_NOT in told


@pytest.mark.parametrize("model", REFERRED_TO, ids=lambda model: model._meta.model_name)
def test_what_is_referred_to_is_never_renamed(said, model):
    told = refused(renaming(model, "id", model._meta.pk))

    assert "Cannot update" in told or MAY_NOT in told


@pytest.mark.parametrize("model", REFERRED_TO, ids=lambda model: model._meta.model_name)
def test_what_is_referred_to_is_deleted_by_nobody(said, model):
    kept = [t for t in model._meta.triggers if isinstance(t, pgtrigger.Protect)]

    assert MAY_NOT in refused(f"DELETE FROM {model._meta.db_table}")
    # Nor by a role that may: a trigger refuses it, as it does a change of the id.
    assert any("DELETE" in str(trigger.operation) for trigger in kept)


def renaming(model, column, target):
    other = "gen_random_uuid()" if isinstance(target, models.UUIDField) else "0"
    return f"UPDATE {model._meta.db_table} SET {column} = {other}"
