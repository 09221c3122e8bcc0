"""Resolving mentions: the known name, the short form, the doubtful case, eight workers at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from sources.models import Source, SourceAlias, SourceQuestion
from sources.workflows import Mention, outlet_named, resolve_mentions
from tests.factories import OutletFactory, SourceAliasFactory, SourceFactory

pytestmark = pytest.mark.django_db


def person(name, *surfaces, language="ar"):
    return Mention(name, "person", "named", language, surfaces or (name,))


def body(name, *surfaces, kind="government_body"):
    return Mention(name, kind, "named", "ar", surfaces or (name,))


def group(name):
    return Mention(name, "anonymous_group", "group", "ar", (name,))


def known(name, *, aliases=(), **columns):
    source = SourceFactory(name=name, **columns)
    for surface in (name, *aliases):
        SourceAliasFactory(source=source, surface=surface, origin="person")
    return source


def test_a_name_in_another_spelling_or_script_is_the_known_source():
    haftar = known("خليفة حفتر")

    found = resolve_mentions(
        None, [person("خَلِيفَةُ حَفْتَر"), person("Khalifa Haftar"), person("Khalifa Hifter")]
    )

    assert found == [haftar] * 3


def test_all_forms_of_a_page_become_aliases_with_their_counts():
    first, second = [
        resolve_mentions(None, [person("خليفة حفتر", "حفتر", "خليفة حفتر", "هو")]) for _ in range(2)
    ]

    assert first == second
    counts = dict(SourceAlias.objects.values_list("surface", "count"))
    assert counts == {"خليفة حفتر": 2, "حفتر": 2}


def test_a_surname_means_the_one_of_that_name_on_the_page():
    found = resolve_mentions(None, [person("حفتر"), person("خليفة حفتر"), person("وليام بيرنز")])

    assert found[0] == found[1] != found[2]


def test_a_surname_alone_is_a_question_for_people():
    haftar = known("خليفة حفتر")

    [found] = resolve_mentions(None, [person("حفتر")])

    assert found != haftar
    assert found.provisional
    question = SourceQuestion.objects.get()
    assert (question.source, question.candidate) == (found, haftar)
    assert question.reasons == ["surname_alone"]


def test_a_brother_is_neither_linked_nor_suggested():
    known("خليفة حفتر")

    [found] = resolve_mentions(None, [person("صدام حفتر")])

    assert found.name == "صدام حفتر"
    assert not SourceQuestion.objects.exists()


def test_a_body_is_known_in_another_language():
    ministry = known("وزارة الخارجية المصرية", kind="government_body")

    [found] = resolve_mentions(None, [body("Egyptian Foreign Ministry")])

    assert found == ministry


def test_the_ministry_of_one_outlet_is_not_the_ministry_of_another():
    cairo, riyadh = OutletFactory(), OutletFactory()

    [here] = resolve_mentions(cairo, [body("وزارة الخارجية")])
    [there] = resolve_mentions(riyadh, [body("وزارة الخارجية")])

    assert here != there
    assert resolve_mentions(cairo, [body("وزارة الخارجية")]) == [here]


def test_the_embassy_is_the_embassy_of_this_page():
    found = resolve_mentions(OutletFactory(), [body("السفارة"), body("السفارة الأميركية في ليبيا")])

    assert found[0] == found[1]


def test_a_short_form_of_one_page_says_nothing_on_the_next():
    outlet = OutletFactory()
    [embassy] = resolve_mentions(outlet, [body("السفارة الأميركية في ليبيا", "السفارة")])

    [found] = resolve_mentions(outlet, [body("السفارة")])

    assert found != embassy


def test_unnamed_people_belong_to_the_outlet_that_quotes_them():
    watan, herald = OutletFactory(), OutletFactory()

    [here] = resolve_mentions(watan, [group("مصادر ليبية")])
    [there] = resolve_mentions(herald, [group("مصادر ليبية")])

    assert here != there
    assert resolve_mentions(watan, [group("مصادر ليبية")]) == [here]


def test_two_bearers_of_one_name_are_not_guessed_between():
    iraqi = known("محمد صالح", country="IQ")
    lebanese = known("محمد صالح", country="LB")

    [found] = resolve_mentions(None, [person("محمد صالح")])

    assert found not in (iraqi, lebanese)
    assert {q.candidate for q in SourceQuestion.objects.all()} == {iraqi, lebanese}


def test_a_minister_of_another_country_is_another_person():
    iraqi = known("محمد صالح", country="IQ")

    [found] = resolve_mentions(None, [person("محمد صالح", "وزير المالية اللبناني محمد صالح")])

    assert found != iraqi


def test_a_merged_source_is_found_as_the_one_that_stands_for_it():
    haftar = known("خليفة حفتر")
    known("أبو صدام", merged_into=haftar)

    assert resolve_mentions(None, [person("أبو صدام")]) == [haftar]


def test_a_name_with_directional_tricks_is_stored_without_them():
    [found] = resolve_mentions(None, [person("\u202eحفتر\u2066 خليفة\x00")])

    assert found.name == "حفتر خليفة"


def test_an_outlet_is_known_by_its_domain():
    outlet = OutletFactory(name="Al Jazeera", domains=["aljazeera.net"])

    assert outlet_named("الجزيرة نت", domain="aljazeera.net") == outlet


def test_two_spellings_of_a_new_name_on_one_page_are_one_source():
    one, other = resolve_mentions(None, [person("Khalifa Haftar"), person("خليفة حفتر")])

    assert one == other


def test_two_new_names_of_one_page_that_may_be_one_are_asked_about():
    one, other = resolve_mentions(None, [person("Samir Geagea"), person("Samira Geagea")])

    question = SourceQuestion.objects.get()
    assert (question.source, question.candidate) == (other, one)
    assert question.letters > 0.3


@pytest.mark.django_db(transaction=True)
def test_eight_workers_who_meet_a_new_name_make_one_source():
    mentions = [person("Khalifa Haftar"), body("US Embassy in Libya"), group("مصادر ليبية")]
    watan = OutletFactory()

    def work(number):
        try:
            order = mentions if number % 2 else mentions[::-1]
            return {source.id for source in resolve_mentions(watan, order)}
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(8)))

    assert len(set().union(*found)) == 3
    assert Source.objects.exclude(pk=watan.pk).count() == 3
    assert set(SourceAlias.objects.values_list("count", flat=True)) == {8}
