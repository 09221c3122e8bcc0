"""Through whom words came: relays, frames, datelines, and who is meant on the page."""

import pytest

from claims.attribution import find_attributions


def chains(text: str, language: str = "ar", outlet: str = "المرفأ") -> dict[str, tuple[str, ...]]:
    """By the cue's words: the chain of each attribution."""
    found = find_attributions(text, language=language, outlet=outlet)
    return {" ".join(span.of(text) for span in a.cue): a.chain for a in found}


def test_a_surname_means_somebody_whom_the_page_names_without_quoting_him():
    text = (
        "زار الوزير سامر الحلبي المرفأ صباح الأحد برفقة وفد من المهندسين.\n\n"
        "وقال الحلبي إن الأرصفة الجديدة ستفتح قبل نهاية العام."
    )

    assert chains(text)["وقال"] == ("سامر الحلبي", "المرفأ")


OFFICE_AFTER_A_NAME = (
    "علق المستشار سامر الخشن، المتحدث الرسمي باسم رئاسة مجلس الوزراء، على ما يجري في الميناء.\n\n"
)


@pytest.mark.parametrize(
    "again",
    [
        "وأضاف متحدث الوزراء أن الوضع صعب.",
        "وأضاف متحدث مجلس الوزراء أن الوضع صعب.",
        "وأضاف المتحدث الرسمي باسم رئاسة مجلس الوزراء أن الوضع صعب.",
    ],
)
def test_an_office_that_stands_after_a_name_means_its_holder_from_then_on(again):
    assert chains(OFFICE_AFTER_A_NAME + again)["وأضاف"] == ("سامر الخشن", "المرفأ")


def test_a_clause_about_a_source_that_was_named_before_makes_it_no_other():
    text = (
        "أفاد مصدر مطلع لصحيفة «المرفأ» أن الرصيف سيغلق.\n\n"
        "وقال المصدر الذي طلب عدم نشر اسمه إن الموعد لم يحدد."
    )

    assert chains(text)["وقال"][0] == "مصدر مطلع"


RECEPTION = (
    "استقبل الأمير فيصل بن فرحان بن عبدالله وزير الخارجية في الرياض معالي وزيرة خارجية ليسوتو "
    "السيدة متسيبو راماكو.\n\n"
)


def test_an_office_means_the_man_who_holds_it():
    text = RECEPTION + "وأكد سمو وزير الخارجية أن التعاون سيستمر."

    assert chains(text)["وأكد"][0] == "فيصل بن فرحان بن عبدالله"


def test_a_womans_office_does_not_mean_a_man_who_holds_the_same():
    text = RECEPTION + "وأكدت معالي وزيرة الخارجية أن التعاون سيستمر."

    assert chains(text)["وأكدت"][0] == "وزيرة الخارجية"


def test_his_excellency_by_itself_means_who_was_named_before():
    text = (
        "كان الوزير بدر بن حمد، صباح الأحد، في المرفأ.\n\n"
        "وأكد معاليه خلال الزيارة أن الرصيف سيفتح قريبا."
    )

    assert chains(text)["وأكد"][0] == "بدر بن حمد"


def test_another_office_does_not_mean_him():
    text = OFFICE_AFTER_A_NAME + "وأضاف المتحدث باسم وزارة النقل أن الوضع صعب."

    assert chains(text)["وأضاف"] == ("المتحدث باسم وزارة النقل", "المرفأ")


def test_a_verb_without_subject_means_the_person_whom_the_page_has_named():
    text = (
        "منذ الفجر تقف نورة الحداد أمام باب المخبز في الحي القديم.\n\nوتقول إن الطابور يطول كل يوم."
    )

    assert chains(text)["وتقول"] == ("نورة الحداد", "المرفأ")


def test_what_comes_after_the_words_and_says_through_whom_is_outside():
    text = "قال المدير إن الرصيف سيغلق، بحسب وكالة الساحل."
    found = chains(text)

    assert found["قال"] == ("المدير", "وكالة الساحل", "المرفأ")


def test_who_is_quoted_by_an_agency_is_inside_even_if_he_is_named_between():
    text = (
        "The Madar news agency, quoting a port official, reported that the berth had closed "
        "on Sunday."
    )

    assert chains(text, "en", "The Quay")["quoting"] == (
        "port official",
        "Madar news agency",
        "The Quay",
    )


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [("الرياض (واس):", "واس"), ("الدوحة في 9 أبريل /قنا/", "قنا"), ("بيروت – رويترز:", "رويترز")],
)
def test_the_agency_of_a_dateline_stands_before_the_outlet(dateline, agency):
    text = f"{dateline} أعلنت وزارة الطاقة أن التيار الكهربائي عاد إلى المحافظة بالكامل."

    assert chains(text)["أعلنت"] == ("وزارة الطاقة", agency, "المرفأ")


def test_a_place_in_brackets_is_no_agency():
    text = "صنعاء (خاص): أعلنت وزارة الطاقة أن التيار الكهربائي عاد إلى المحافظة بالكامل."

    assert chains(text)["أعلنت"] == ("وزارة الطاقة", "المرفأ")


def test_an_agency_that_somebody_spoke_to_stands_between_him_and_the_outlet():
    text = "قال مصدر في الميناء لوكالة الساحل إن السفينة غادرت."

    assert chains(text)["قال"] == ("مصدر في الميناء", "وكالة الساحل", "المرفأ")


def test_one_of_a_group_is_named_after_it():
    text = "قال مصدران مصريان مطلعان إن المعبر سيفتح يوم الأحد.\n\nوأضاف أحدهما أن القائمة جاهزة."

    assert chains(text)["وأضاف"] == ("أحد المصدرين", "المرفأ")


def test_who_goes_on_is_the_one_who_spoke_outside_of_what_another_said():
    text = (
        "قال مدير المتحف مروان الحداد إن الحارس أكد أن الباب كان مغلقاً.\n\n"
        "وأضاف أن اللوحة ستعود قريباً."
    )

    assert chains(text)["وأضاف"] == ("مروان الحداد", "المرفأ")


def test_the_outlet_itself_is_no_medium_between():
    text = "قال مصدر في الميناء لصحيفة المرفأ إن السفينة غادرت."

    assert chains(text)["قال"] == ("مصدر في الميناء", "المرفأ")


def test_words_said_to_a_medium_are_a_statement_and_go_on_as_one():
    text = "قال مصدر في الميناء لوكالة الساحل إن السفينة غادرت. وأضاف أن الرصيف سيغلق غداً."

    found = find_attributions(text, language="ar", outlet="المرفأ")

    assert [a.channel for a in found] == ["statement", "statement"]


def test_a_surname_finds_the_first_name_that_no_table_knows():
    text = "The bill fell when Beatrix Lunt left. Lunt denied the claim."

    assert chains(text, "en", "The Quay")["denied"] == ("Beatrix Lunt", "The Quay")


def test_brother_and_sister_are_two_people():
    text = "Lourenço denied it, said Tiago Lourenço. Sónia Lourenço warned that it was late."

    assert chains(text, "en", "The Quay")["warned"] == ("Sónia Lourenço", "The Quay")


def test_what_belongs_to_somebody_is_what_was_named_before():
    text = "The supply ministry said the ship was late. His ministry denied the claim."

    assert chains(text, "en", "The Quay")["denied"] == ("supply ministry", "The Quay")


def test_his_wife_is_the_wife_of_the_last_man_who_spoke():
    text = "قال مدير المصنع عماد النجداوي إن الإنتاج توقف. وقالت زوجته إن العمال غادروا."

    assert chains(text)["وقالت"] == ("زوجة عماد النجداوي", "المرفأ")


def test_what_my_grandmother_said_came_through_me():
    text = "قالت ليلى الصفدي إن الرواية انتهت. وقالت جدتي إن من يكتب نفسه يفلس سريعا."

    assert chains(text)["وقالت"] == ("جدة ليلى الصفدي", "ليلى الصفدي", "المرفأ")


def test_the_man_is_the_last_one_who_spoke():
    text = "قال صياد من غزة إن البحر مغلق. وأكد الرجل أن الشباك تلفت."

    assert chains(text)["وأكد"] == ("صياد من غزة", "المرفأ")


def test_the_newspaper_somebody_spoke_to_is_the_one_that_the_page_has_named():
    text = (
        "نقلت صحيفة دير فولكسبوته عن مسؤول قوله إن الاتفاق قريب. "
        "وقالت ممرضة سابقة للصحيفة إن المرضى ينتظرون. وأضافت ممرضة أخرى أن الدواء نفد."
    )
    found = chains(text)

    assert found["وقالت"] == ("ممرضة سابقة", "صحيفة دير فولكسبوته", "المرفأ")
    assert found["وأضافت"] == ("ممرضة أخرى", "صحيفة دير فولكسبوته", "المرفأ")


def test_an_account_of_meetings_carries_who_speaks_in_them_and_gives_their_channel():
    text = (
        "كشفت مصادر وزارية كواليس اللقاءات التي جمعت وزير المالية نبيل حداد ورئيس البنك. "
        "وقال الوزير إن الدعم باق. وخلال اللقاءات، أكد أعضاء الوفد أن السيولة كافية."
    )
    found = find_attributions(text, language="ar", outlet="المرفأ")

    assert [(a.chain[1:], a.channel) for a in found] == [
        (("المرفأ",), None),
        (("مصادر وزارية", "المرفأ"), "meeting"),
        (("مصادر وزارية", "المرفأ"), "meeting"),
    ]


def test_a_study_of_the_headline_bears_the_name_that_the_text_gives_it():
    text = (
        "دراسة أميركية: القهوة تطيل العمر\n\n"
        "كشفت دراسة حديثة أعدها معهد هاملتون للصحة أن القهوة تطيل العمر.\n\n"
        "وأضافت الدراسة أن النوم يتأخر."
    )

    assert set(chains(text).values()) == {("دراسة معهد هاملتون للصحة", "المرفأ")}


@pytest.mark.parametrize(
    ("first", "noun", "name"),
    [
        ("زار الوفد مقر هيئة السكك الحديدية صباح أمس.", "الهيئة", "هيئة السكك الحديدية"),
        ("ينظم الاتحاد الآسيوي لكرة اليد بطولة في يونيو.", "الاتحاد", "الاتحاد الآسيوي لكرة اليد"),
        ("افتتحت شركة «لوميفيد» مقرها صباح أمس.", "الشركة", "شركة لوميفيد"),
        (
            "راجع المئات وزارة الموارد البشرية والتنمية أمس.",
            "الوزارة",
            "وزارة الموارد البشرية والتنمية",
        ),
    ],
)
def test_a_body_that_the_page_named_without_quoting_it_keeps_its_full_name(first, noun, name):
    text = f"{first}\n\nوقالت {noun} إن الموعد الجديد سيعلن غدا."

    assert chains(text)["وقالت"] == (name, "المرفأ")


def test_an_english_body_that_the_page_named_keeps_its_full_name():
    text = (
        "Ballots were counted by the Tamar Electoral Commission on Friday.\n\n"
        "The commission said that the results would be final."
    )

    assert set(chains(text, "en", "The Quay").values()) == {
        ("Tamar Electoral Commission", "The Quay")
    }


def test_a_surname_in_capitals_means_the_person_named_in_full():
    text = "GRACE ONUOHA, ANCHOR: Good evening.\n\nONUOHA: The court said that it would appeal."

    assert {chain[-2] for chain in chains(text, "en", "Five").values()} == {"Grace Onuoha"}


@pytest.mark.parametrize(
    "first",
    [
        "صدر بيان مقتضب صباح أمس.",
        "زار الوفد وزارة النقل ثم وزارة التجارة صباح أمس.",
    ],
)
def test_a_noun_without_a_name_or_with_two_stays_as_it_is(first):
    noun = "البيان" if "بيان" in first else "الوزارة"
    text = f"{first}\n\nوقال {noun} إن الموعد الجديد سيعلن غدا."

    assert chains(text)["وقال"] == (noun, "المرفأ")


def test_a_medium_that_the_page_named_in_full_stands_after_whoever_spoke_to_it():
    text = (
        "نشرت صحيفة ذا نورثرن بوست تحقيقا عن دور المسنين.\n\n"
        "وقالت ممرضة سابقة للصحيفة إن السجلات زورت."
    )

    assert chains(text)["وقالت"] == ("ممرضة سابقة", "صحيفة ذا نورثرن بوست", "المرفأ")


def test_another_name_of_somebody_means_the_same_person():
    text = (
        "أوقفت الشرطة السائق «سامر» المعروف باللاعب «نادر القمري».\n\n"
        "وقال اللاعب «القمري» إن نيته كانت طيبة."
    )

    assert chains(text)["وقال"] == ("سامر", "المرفأ")


def test_another_name_with_the_article_means_the_same_person():
    text = (
        "أوقفت الشرطة القيادي خالد عمر الملقب بـ«أبو الوليد».\n\n"
        "وقال أبو الوليد إن المفاوضات ستستمر حتى نهاية الشهر."
    )

    assert chains(text)["وقال"] == ("خالد عمر", "المرفأ")


def test_a_channel_that_interviewed_somebody_stands_between():
    text = "قال الرئيس في مقابلة مع شبكة كارا إن بلاده لن تكون ساحة للحرب."

    assert chains(text)["قال"] == ("الرئيس", "شبكة كارا", "المرفأ")
