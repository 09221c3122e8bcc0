"""A real page, pasted with all that stood around the article, becomes claims with their sources.

The page itself isn't ours to copy: where the shared data isn't there, only the page of the same
shape that we wrote is read.
"""

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import ArticleVersion
from claims.models import Attribution, Claim
from sources.models import Source, SourceKind
from sources.workflows import Mention, resolve_mentions

pytestmark = pytest.mark.django_db(transaction=True)
SHARED = Path(os.environ.get("MUSNAD_SHARED", Path(__file__).parents[3] / "shared"))
SEED = SHARED / "data" / "attribution-ar" / "seed.jsonl"

HEADLINE = "خفايا مفاوضات المرفأ بين الوزير عادل النجار وشركة الشحن"
DEBRIS = [
    f"الرئيسية » اقتصاد » {HEADLINE}",
    "الوزير في مكتبه\nصورة من الأرشيف",
    "قد يعجبك أيضاً",
    "أضف تعليق",
    "هذا الموقع يستخدم Akismet للحدّ من التعليقات المزعجة والغير مرغوبة. تعرّف على كيفية معالجة "
    "بيانات تعليقك.",
]
SENTENCES = [
    HEADLINE,
    "قالت مصادر ملاحية إن الشركة طلبت تأجيل توقيع العقد إلى نهاية الشهر.",
    "وأضافت المصادر أن الخلاف يدور حول رسوم التخزين في الأرصفة الجديدة.",
    "وقال وزير النقل عادل النجار إن الوزارة لن تقبل تعديل الرسوم.",
    "وأكد النجار أن العقد سيعرض على البرلمان قبل التوقيع.",
    "وبلغ عدد السفن التي دخلت المرفأ هذا العام 412 سفينة.",
    "وقالت السفارة النرويجية في تغريدة إن الشركة ملتزمة بالعقد.",
    "وكشفت دراسة لمعهد النقل البحري أن الرسوم أعلى من مثيلاتها في المنطقة.",
]
OUR_PAGE = "\n\n".join(
    [DEBRIS[0], HEADLINE, *SENTENCES[1:3], DEBRIS[1], *SENTENCES[3:], *DEBRIS[2:]]
)


def ingest(text, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(text)
    call_command("ingest", str(page), "--outlet", "وطن", "--language", "ar")
    return ArticleVersion.objects.get()


def in_order(version):
    return [version.text[s.start : s.end] for s in version.sentences.in_order()]


def sources_named(*words):
    """The sources that speak and have one of these words in their names."""
    return {
        source.name
        for source in Source.objects.filter(attributions__retired_at=None).distinct()
        if any(word in source.name for word in words)
    }


def test_our_page_is_cut_into_its_sentences_without_the_debris(tmp_path):
    version = ingest(OUR_PAGE, tmp_path)

    assert in_order(version) == SENTENCES
    debris = [version.text[start:end] for start, end in version.boilerplate]
    assert "\n".join(debris).count("Akismet") == 1
    assert not any(claim.text in "\n".join(debris) for claim in Claim.objects.all())
    assert [claim.text for claim in Claim.objects.order_by("pk")] == [
        text for text in SENTENCES if text != HEADLINE
    ]


def test_our_page_links_each_claim_to_who_says_it(tmp_path):
    ingest(OUR_PAGE, tmp_path)

    def speakers(sentence):
        said = Attribution.objects.filter(hops__claim__text=sentence, via=None).distinct()
        return [(a.source.name, a.channel) for a in said]

    assert [name for name, _ in speakers(SENTENCES[1])] == ["مصادر ملاحية"]
    assert [name for name, _ in speakers(SENTENCES[2])] == ["مصادر ملاحية"]
    assert len(sources_named("النجار")) == 1
    for sentence in SENTENCES[3:5]:
        assert ["عادل النجار" in name for name, _ in speakers(sentence)] == [True]
    assert speakers(SENTENCES[5]) == []
    assert speakers(SENTENCES[6]) == [("السفارة النرويجية", "tweet")]
    assert [channel for _, channel in speakers(SENTENCES[7])] == ["study"]


@pytest.fixture
def seed():
    if not SEED.exists():
        pytest.skip("the seed page isn't here")
    return json.loads(SEED.read_text().splitlines()[0])


def test_the_seed_page_is_stored_as_its_23_sentences_with_exact_offsets(seed, tmp_path):
    version = ingest(seed["text"], tmp_path)

    assert version.text == seed["text"]
    places = [[s.start, s.end] for s in version.sentences.in_order()]
    assert places == seed["sentences"]
    assert len(places) == 23


def test_the_seed_page_makes_no_claim_of_its_debris(seed, tmp_path):
    version = ingest(seed["text"], tmp_path)

    for claim in Claim.objects.select_related("sentence"):
        place = claim.sentence
        assert version.text[place.start : place.end] == claim.text
        assert not any(s < place.end and place.start < e for s, e in seed["boilerplate"])
    headings = version.sentences.filter(is_heading=True).count()
    assert 23 - headings <= Claim.objects.count() <= 23


def test_the_seed_page_links_its_sources_each_as_one(seed, tmp_path):
    ingest(seed["text"], tmp_path)

    for words in (
        ["مصادر", "المصادر"],
        ["السفارة"],
        ["الجزيرة"],
        ["الكونغرس"],
        ["حفتر"],
        ["بيرنز"],
    ):
        assert len(sources_named(*words)) == 1, sources_named(*words)
    assert Source.objects.filter(aliases__surface="مصادر ليبية").distinct().count() == 1
    embassy = Attribution.objects.filter(source__name__contains="السفارة")
    assert "tweet" in embassy.values_list("channel", flat=True)
    (study,) = Source.objects.filter(
        name__contains="الكونغرس", attributions__retired_at=None
    ).distinct()
    assert study.kind == SourceKind.DOCUMENT


def test_the_seed_page_gives_each_of_these_sources_its_own_words_and_no_others(seed, tmp_path):
    ingest(seed["text"], tmp_path)

    spoken = Counter(
        Attribution.objects.filter(retired_at=None).values_list("source__name", flat=True)
    )
    # The product names the officials as the page does later: with the article.
    of_the_page = {"مسؤولون أمريكيون": "المسؤولون الأمريكيون"}
    annotated = Counter(
        of_the_page.get(said["source_name"], said["source_name"]) for said in seed["attributions"]
    )
    assert spoken <= annotated
    # One inherited sentence, and an army spoken of inside a speaker's words, aren't heard.
    assert annotated - spoken == Counter({"مصادر ليبية": 1, "الجيش الوطني": 1})


@pytest.mark.parametrize(
    ("words", "name", "least"),
    [
        ("(?:خليفة )?حفتر", "خليفة حفتر", 9),
        ("(?:وليام )?بيرنز|مدير الاستخبارات الأمريكية", "وليام بيرنز", 4),
        ("مصادر ليبية|المصادر(?: الليبية)?", "مصادر ليبية", 3),
        ("السفارة(?: الأميركية في ليبيا)?", "السفارة الأميركية في ليبيا", 2),
    ],
)
def test_every_mention_on_the_seed_page_means_the_one_source(seed, tmp_path, words, name, least):
    version = ingest(seed["text"], tmp_path)
    source = Source.objects.get(name=name)
    mentions = re.findall(rf"(?<!\w)(?:{words})(?!\w)", version.text)

    assert len(mentions) >= least
    for surface in mentions:
        page = [
            Mention(text, source.kind, source.anonymity, "ar", (text,)) for text in (name, surface)
        ]
        assert resolve_mentions(version.article.outlet, page) == [source, source]
