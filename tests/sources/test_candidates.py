"""What is near in meaning comes before a person, with its scores; the machine links none of it."""

import pytest
from django.db import connection
from pgvector.django import CosineDistance

from sources.candidates import embed_names
from sources.models import Source, SourceAlias, SourceKind, SourceQuestion
from sources.resolution import AUTOMATIC, Likeness, weighed_by_meaning
from sources.tasks import embed_names as embed_names_task
from sources.workflows import Mention, resolve_mentions
from tests.factories import OutletFactory, SourceAliasFactory, SourceFactory

pytestmark = pytest.mark.django_db


def known(name, *, kind=SourceKind.ORGANISATION, **facts):
    source = SourceFactory(name=name, kind=kind, **facts)
    SourceAliasFactory(source=source, surface=name, origin="person")
    return source


def mentioned(name, kind="organisation"):
    return resolve_mentions(OutletFactory(), [Mention(name, kind, "named", "", (name,))])[0]


def test_a_name_in_other_words_and_another_language_is_asked_about():
    red_cross = known("اللجنة الدولية للصليب الأحمر")
    new = mentioned("The Red Cross committee")
    assert not SourceQuestion.objects.exists()

    embed_names()

    question = SourceQuestion.objects.get()
    assert (question.source, question.candidate) == (new, red_cross)
    assert question.reasons[0] == "near_in_meaning"
    assert question.score == pytest.approx(question.meaning, abs=0.001)
    assert question.score < AUTOMATIC
    assert question.letters == 0


def test_a_question_asked_for_its_letters_gets_its_nearness_in_meaning_too():
    known("Samir Geagea", kind=SourceKind.PERSON)
    mentioned("Samira Geagea", "person")
    question = SourceQuestion.objects.get()
    assert question.meaning is None
    assert question.letters > 0.3

    embed_names()

    question.refresh_from_db()
    assert question.meaning > 0.5


@pytest.mark.parametrize(
    ("name", "new", "kind"),
    [
        ("Bashar al-Assad", "Hafez al-Assad", "person"),
        ("وزارة النفط العراقية", "وزارة النفط الليبية", "government_body"),
    ],
)
def test_brothers_and_two_countries_are_not_asked_about_however_near(name, new, kind):
    known(name, kind=kind)
    mentioned(new, kind)

    embed_names()

    assert not SourceQuestion.objects.exists()


def test_the_unnamed_people_of_two_outlets_are_never_candidates():
    for _ in range(2):
        resolve_mentions(
            OutletFactory(),
            [Mention("مصادر ليبية", "anonymous_group", "group", "ar", ("مصادر ليبية",))],
        )

    embed_names()

    assert not SourceQuestion.objects.exists()


def test_nearness_in_meaning_never_links_by_itself():
    assert not weighed_by_meaning(Likeness(0.1, ("other_words",)), 1.0).automatic


def test_a_source_a_person_has_looked_at_is_not_asked_about():
    known("اللجنة الدولية للصليب الأحمر")
    known("The Red Cross committee")

    embed_names()

    assert not SourceQuestion.objects.exists()


def test_every_name_gets_a_vector_once_and_half_done_work_goes_on():
    for number in range(5):
        SourceAliasFactory(surface=f"Name {number}")

    assert embed_names(most=3) == 3
    embed_names_task()

    assert not SourceAlias.objects.filter(vector=None).exists()
    assert embed_names() == 0


def test_what_is_nearest_is_looked_up_in_the_index():
    alias = SourceAliasFactory()
    embed_names()
    alias.refresh_from_db()
    nearest = SourceAlias.objects.order_by(CosineDistance("vector", alias.vector))[:5]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "alias_nearest" in nearest.explain()


def test_two_sources_near_each_other_are_asked_about_only_once():
    known("اللجنة الدولية للصليب الأحمر")
    mentioned("The Red Cross committee")
    embed_names()
    SourceAlias.objects.update(vector=None)

    embed_names()

    assert SourceQuestion.objects.count() == 1
    assert Source.objects.filter(merged_into=None, outlet=None).count() == 3
