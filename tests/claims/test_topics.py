"""What articles are about: guessed where it is clear, and by people where they say so."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from claims.models import ArticleTopic
from claims.tasks import name_topics as name_topics_task
from claims.topics import name_topics, set_topic, topics_of
from claims.track_record import track_record
from newsroom.errors import BadInput
from newsroom.permissions import NotPermitted
from tests.factories import ClaimFactory, SourceFactory, UserFactory, VersionFactory, attribute

# Headlines written for this test, in three languages, after the descriptions of the topics.
HEADLINES = [
    ("politics", "رئيس الوزراء يعلن تعديلا حكوميا يشمل خمس حقائب"),
    ("politics", "Opposition walks out of parliament over new electoral law"),
    ("politics", "الأحزاب تعترض على موعد الاقتراع المقبل"),
    ("politics", "Le ministre des Affaires étrangères reçoit l'ambassadeur"),
    ("conflict", "قصف مدفعي يستهدف أطراف المدينة بعد انهيار الهدنة"),
    ("conflict", "Rebels seize border crossing after night of clashes"),
    ("conflict", "القوات تنسحب من محور الجنوب تحت النيران"),
    ("conflict", "Des tirs de roquettes font huit morts parmi les combattants"),
    ("crime_justice", "النيابة تأمر بحبس مدير سابق بتهمة اختلاس أموال عامة"),
    ("crime_justice", "Judge sentences former mayor to four years for bribery"),
    ("crime_justice", "الشرطة تضبط شبكة لتهريب المخدرات"),
    ("crime_justice", "La police arrête trois suspects après le braquage"),
    ("economy", "ارتفاع أسعار الخبز والوقود للشهر الثالث"),
    ("economy", "Central bank keeps rates on hold as inflation eases"),
    ("economy", "شركة النفط الوطنية تعلن زيادة الإنتاج"),
    ("economy", "Le déficit budgétaire se creuse, selon le Trésor"),
    ("disaster", "انهيار عمارة سكنية وفرق الإنقاذ تبحث عن ناجين"),
    ("disaster", "Ferry capsizes off the coast, dozens missing"),
    ("disaster", "زلزال بقوة خمس درجات يضرب شمال البلاد"),
    ("disaster", "Un incendie ravage un marché du centre-ville"),
    ("health", "وزارة الصحة تسجل إصابات جديدة بالكوليرا"),
    ("health", "Nurses warn of drug shortages in rural clinics"),
    ("health", "حملة تطعيم للأطفال ضد الحصبة"),
    ("health", "Les hôpitaux manquent de lits, selon les médecins"),
    ("education", "تأجيل امتحانات الثانوية أسبوعين"),
    ("education", "University raises tuition fees despite student protest"),
    ("education", "نقص المعلمين يغلق مدارس في الريف"),
    ("education", "La rentrée scolaire repoussée dans trois provinces"),
    ("environment", "تحذير من موجة حر وعواصف رملية نهاية الأسبوع"),
    ("environment", "River pollution kills fish downstream of the plant"),
    ("environment", "الجفاف يهدد بساتين النخيل"),
    ("environment", "La sécheresse vide les barrages du nord"),
    ("science", "باحثون يطورون بطارية تشحن في دقيقة"),
    ("science", "Satellite launch delayed by software fault"),
    ("science", "اختراق إلكتروني يعطل تطبيقات الحكومة"),
    ("science", "Une start-up présente un robot dopé à l'intelligence artificielle"),
    ("sport", "المنتخب يفوز بهدفين ويتأهل إلى نصف النهائي"),
    ("sport", "Coach sacked after fifth defeat in a row"),
    ("sport", "النادي يتعاقد مع مهاجم برازيلي"),
    ("sport", "Le champion s'impose en trois sets"),
    ("culture", "افتتاح مهرجان السينما بفيلم عن البحر"),
    ("culture", "Museum returns stolen statue to its village"),
    ("culture", "رواية جديدة تفوز بالجائزة العربية"),
    ("culture", "L'orchestre rejoue une symphonie oubliée"),
    ("religion", "دار الإفتاء تعلن موعد أول أيام رمضان"),
    ("religion", "Bishops call for prayer ahead of the feast"),
    ("religion", "وزارة الأوقاف تعيد افتتاح الجامع الكبير"),
    ("religion", "Les pèlerins arrivent à La Mecque"),
    ("society", "عمال الموانئ يضربون احتجاجا على تأخر الأجور"),
    ("society", "Aid groups say migrants were left without shelter"),
    ("society", "ارتفاع معدلات الفقر بين الأسر النازحة"),
    ("society", "Le syndicat appelle à la grève des transports"),
]


def test_most_headlines_are_clear_and_nearly_all_of_those_right():
    found = topics_of([text for _, text in HEADLINES])

    clear = [
        (topic, said)
        for (topic, _), said in zip(HEADLINES, found, strict=True)
        if said != "unclear"
    ]
    assert len(clear) / len(HEADLINES) >= 0.85
    assert sum(topic == said for topic, said in clear) / len(clear) >= 0.93


@pytest.mark.django_db
def test_every_article_gets_one_topic_and_half_done_work_goes_on():
    for text in ("The coach was sacked after the cup match.", "Inflation and bank rates rose."):
        VersionFactory(text=text, title="")

    assert name_topics(most=1) == 1
    name_topics_task()

    assert set(ArticleTopic.objects.values_list("topic", "made_by")) == {
        ("sport", "machine"),
        ("economy", "machine"),
    }
    assert name_topics() == 0


@pytest.mark.django_db
def test_what_a_person_says_stays():
    version = VersionFactory(text="The coach was sacked after the cup match.")
    editor = UserFactory(role="editor")

    set_topic(version.article_id, "economy", by=editor)
    name_topics()

    topic = ArticleTopic.objects.get()
    assert (topic.topic, topic.made_by, topic.person) == ("economy", "person", editor)


@pytest.mark.django_db
def test_a_topic_that_is_none_and_a_role_that_may_not_change_nothing():
    article = VersionFactory().article_id

    with pytest.raises(BadInput, match="topic: is one of politics"):
        set_topic(article, "gossip", by=UserFactory(role="editor"))
    with pytest.raises(NotPermitted):
        set_topic(article, "sport", by=UserFactory(role="monitor"))
    assert not ArticleTopic.objects.exists()


@pytest.mark.django_db
def test_the_record_is_told_by_topic_and_not_enough_says_so(client):
    source, editor = SourceFactory(), UserFactory(role="editor")
    for topic in ("sport", "sport", None):
        claim = ClaimFactory()
        attribute(claim, source)
        if topic:
            set_topic(claim.article_id, topic, by=editor)

    record = track_record(source.pk, as_of=timezone.now())

    assert {key: value.total for key, value in record.by_topic.items()} == {
        "sport": 2,
        "unclear": 1,
    }
    client.force_login(editor)
    page = client.get(reverse("claims:care", args=[source.pk]))
    assertContains(page, '<th scope="row">Sport</th>')
    assertContains(page, "not enough")


@pytest.mark.django_db
def test_the_topic_is_said_on_the_page_of_the_article(client):
    version = VersionFactory()
    client.force_login(UserFactory(role="fact_checker"))

    client.post(reverse("claims:topic", args=[version.article_id]), {"topic": "health"})

    page = client.get(reverse("claims:article", args=[version.article_id]))
    assertContains(page, '<option value="health" selected>')
