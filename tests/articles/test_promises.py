"""What must always hold of articles, attacked by raw SQL as the application's own role.

Rule 1: text[start:end] is the exact quote, and stored text is never edited. Rule 2: the same
thing again gives the same rows once.
"""

import uuid

import pytest

from articles.models import IngestionEvent, StoredBytes
from articles.states import IngestionStatus
from tests.factories import IngestionFactory, SentenceFactory, VersionFactory
from tests.refusing import MAY_NOT, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sentence():
    version = VersionFactory(text="Rain fell. The river rose.")
    return SentenceFactory(version=version, words="The river rose.")


def insert_sentence(version, start, end, *, number=7, lineage=None):
    pk = uuid.uuid4()
    return refused(
        'INSERT INTO articles_sentence (id, version_id, number, start, "end", is_heading,'
        " lineage_id) VALUES (%s, %s, %s, %s, %s, false, %s)",
        pk,
        version.pk,
        number,
        start,
        end,
        lineage or pk,
    )


@pytest.mark.parametrize(
    "change",
    [
        "text = 'Other words.'",
        "text_sha256 = repeat('0', 64)",
        "number = 9",
        "article_id = gen_random_uuid()",
    ],
)
def test_stored_text_is_never_edited(sentence, change):
    assert "Cannot update" in refused(f"UPDATE articles_articleversion SET {change}")


@pytest.mark.parametrize(
    "change", ["start = 1", '"end" = 5', "number = 3", "version_id = gen_random_uuid()"]
)
def test_a_sentence_never_moves(sentence, change):
    assert MAY_NOT in refused(f"UPDATE articles_sentence SET {change}")


def test_sentences_of_a_version_never_overlap(sentence):
    assert "overlap" in insert_sentence(sentence.version, sentence.start + 3, sentence.end)


@pytest.mark.parametrize(("start", "end"), [(20, 27), (26, 30), (100, 110)])
def test_a_sentence_lies_inside_its_text(sentence, start, end):
    version = VersionFactory(text="Rain fell. The river rose.")

    assert "inside its text" in insert_sentence(version, start, end)


@pytest.mark.parametrize(
    ("start", "end", "rule"), [(5, 5, "has_words"), (5, 4, "has_words"), (-1, 4, "start_check")]
)
def test_a_sentence_has_words(sentence, start, end, rule):
    assert rule in insert_sentence(VersionFactory(), start, end)


def test_a_sentence_stands_once_at_its_number(sentence):
    assert "number_once" in insert_sentence(sentence.version, 0, 10, number=sentence.number)


def test_a_sentence_continues_only_the_same_words(sentence):
    newer = VersionFactory(article=sentence.version.article, text="The river fell. Rain fell.")

    assert "same words" in insert_sentence(newer, 0, 15, lineage=sentence.pk)


def test_a_sentence_continues_none_of_another_article(sentence):
    other = VersionFactory(text="Rain fell. The river rose.")

    assert "same words" in insert_sentence(other, 11, 26, lineage=sentence.pk)


def test_an_article_has_each_text_once(sentence):
    version = sentence.version
    words = refused(
        "INSERT INTO articles_articleversion (id, article_id, number, text, text_sha256, title,"
        " byline, language, page_id, boilerplate, read_attempts, created_at)"
        " SELECT gen_random_uuid(), article_id, 2, text, text_sha256, '', '', 'en', page_id,"
        " '[]', 0, now() FROM articles_articleversion WHERE id = %s",
        version.pk,
    )

    assert "text_once" in words


def test_an_article_stands_once(sentence):
    words = refused(
        "INSERT INTO articles_article (id, identity, url, created_at)"
        " SELECT gen_random_uuid(), identity, url, now() FROM articles_article"
    )

    assert "identity" in words


@pytest.mark.parametrize("change", ["identity = repeat('0', 64)", "id = gen_random_uuid()"])
def test_an_articles_identity_stays(sentence, change):
    assert "Cannot update" in refused(f"UPDATE articles_article SET {change}")


def test_the_bytes_that_came_in_stay(sentence):
    assert StoredBytes.objects.exists()

    assert MAY_NOT in refused("UPDATE articles_storedbytes SET compressed = '\\x00'")


@pytest.mark.parametrize(
    "table",
    [
        "articles_storedbytes",
        "articles_sentence",
        "articles_ingestionevent",
        "articles_articleversion",
        "articles_article",
        "articles_ingestion",
    ],
)
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_that_came_in_is_removed(sentence, table, statement):
    ingestion = IngestionFactory()
    IngestionEvent.objects.create(ingestion=ingestion, status=IngestionStatus.QUEUED)

    assert MAY_NOT in refused(statement.format(table))


def test_the_steps_of_an_ingestion_are_history():
    IngestionEvent.objects.create(ingestion=IngestionFactory(), status=IngestionStatus.QUEUED)

    assert MAY_NOT in refused("UPDATE articles_ingestionevent SET status = 'done'")


@pytest.mark.parametrize("status", ["done", "attributing", "guessed"])
def test_an_ingestion_makes_only_the_moves_there_are(status):
    IngestionFactory()

    words = refused("UPDATE articles_ingestion SET status = %s", status)

    assert "Invalid transition" in words


def test_a_failure_has_a_reason():
    IngestionFactory()

    assert "failed_means_reason" in refused("UPDATE articles_ingestion SET status = 'failed'")


@pytest.mark.parametrize("privilege", ["DISABLE TRIGGER ALL", "OWNER TO musnad_app", "ADD x int"])
def test_the_application_may_not_lift_the_rules(privilege):
    assert "must be owner" in refused(f"ALTER TABLE articles_articleversion {privilege}")
    assert "permission denied" in refused("SET session_replication_role = replica")
