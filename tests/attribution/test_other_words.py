"""Words that say more than they do alone: verbs that report with some objects, offices."""

import pytest

from claims.attribution import find_attributions

MEETING = (
    "قال مصدر في الوفد إن رئيس المخابرات الأردنية كمال الرفاعي زار التاجر نادر الكيلاني.\n\n"
    "وخلال اللقاء، {verb} مدير المخابرات الأردنية الكيلاني {object}، خصوصاً تراجع الصادرات."
)


def said_in(text):
    """By cue: the source's words and its name."""
    return {
        one.cue[0].of(text): (" ".join(s.of(text) for s in one.source), one.source_name)
        for one in find_attributions(text, language="ar", outlet="وطن")
        if one.cue
    }


@pytest.mark.parametrize("verb", ["وضع", "واجه", "كاشف"])
def test_to_confront_somebody_with_fears_is_to_say_them(verb):
    text = MEETING.format(verb=verb, object="بمخاوف حكومته")

    assert said_in(text)[verb] == ("مدير المخابرات الأردنية", "كمال الرفاعي")


def test_the_same_verb_with_another_object_reports_nothing():
    assert "وضع" not in said_in(MEETING.format(verb="وضع", object="أمام الجدار"))


def test_who_holds_an_office_by_the_page_is_not_the_one_spoken_to():
    text = MEETING.format(verb="طالب", object="بتسديد الديون")

    assert said_in(text)["طالب"] == ("مدير المخابرات الأردنية", "كمال الرفاعي")


def test_an_embassy_is_named_with_the_country_it_is_in():
    text = "وقالت السفارة النرويجية في لبنان إن المنحة ستصل الشهر المقبل."

    assert said_in(text)["وقالت"] == ("السفارة النرويجية في لبنان",) * 2


def test_what_was_revealed_is_no_part_of_who_revealed_it():
    text = "كشفت السفارة النرويجية في لبنان تفاصيل لقاء السفير مع وزير المالية في بيروت."

    assert said_in(text)["كشفت"][0] == "السفارة النرويجية في لبنان"
