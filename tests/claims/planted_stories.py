"""Six composed stories with what Musnad has to say about each, written down before the code.

Every article is one telling of its story's statement. `chain` names the last speaker first and
leaves out the outlet; an empty chain states it as a fact. People and outlets are invented.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Telling:
    outlet: str
    language: str
    hours: int
    text: str
    claim: str
    chain: tuple[str, ...]
    hedge: str = ""

    @property
    def published_at(self):
        return NOON + timedelta(hours=self.hours)


@dataclass(frozen=True)
class PlantedStory:
    name: str
    tellings: tuple[Telling, ...]
    count: int
    origins: tuple[str, ...]
    said: dict[str, int]
    reasons: dict[str, str]
    meetings: dict[str, str] = field(default_factory=dict)
    circles: tuple[frozenset[str], ...] = ()
    # Outlet → what changed against the telling it goes back to.
    drift: dict[str, set[str]] = field(default_factory=dict)


# name → (kind, anonymity, whose). "@" names unnamed people of one outlet.
SOURCES = {
    "وزير الصحة سليم الراوي": ("person", "named", None),
    "وكالة المتوسط للأنباء": ("media_outlet", "named", None),
    "الممرضة هدى العلي": ("person", "named", None),
    "Captain Idris Salem": ("person", "named", None),
    "مصادر مطلعة @ الأفق": ("anonymous_group", "group", None),
    "السفارة النرويجية في ليبيا": ("government_body", "named", None),
    "وزارة النقل البحري": ("government_body", "named", None),
    "المتحدث باسم وزارة النقل البحري": ("person", "role", "وزارة النقل البحري"),
}

WIRE_BODY = (
    "وصلت ثلاث شحنات من اللقاحات إلى مطار معيتيقة مساء الأحد على متن طائرة شحن قادمة من الخارج. "
    "وتكفي الشحنات لتطعيم مئتي ألف طفل في المدن الساحلية خلال الأسابيع الستة المقبلة. "
    "ومن المقرر أن تبدأ حملة التطعيم في المدارس والمراكز الصحية مطلع الشهر القادم بإشراف فرق طبية."
)
WIRE_CLAIM = "قال وزير الصحة سليم الراوي إن الشحنات تكفي مئتي ألف طفل."
WIRE = PlantedStory(
    name="five outlets on one wire copy",
    tellings=(
        Telling("وكالة المتوسط للأنباء", "ar", 0, f"{WIRE_CLAIM} {WIRE_BODY}", WIRE_CLAIM,
                ("وزير الصحة سليم الراوي",)),
        Telling("صحيفة الساحل", "ar", 2, f"{WIRE_CLAIM} {WIRE_BODY} نقلا عن وكالة المتوسط.",
                WIRE_CLAIM, ("وزير الصحة سليم الراوي", "وكالة المتوسط للأنباء")),
        Telling("موقع النخلة", "ar", 3, f"{WIRE_BODY} {WIRE_CLAIM}", WIRE_CLAIM,
                ("وزير الصحة سليم الراوي",)),
        Telling("بوابة المدينة", "ar", 5, f"{WIRE_BODY} الشحنات تكفي مئتي ألف طفل.",
                "الشحنات تكفي مئتي ألف طفل.", ()),
        Telling("راديو الواحة", "ar", 8, f"عاجل من مراسلنا. {WIRE_BODY} {WIRE_CLAIM}", WIRE_CLAIM,
                ("وزير الصحة سليم الراوي",)),
    ),
    count=1,
    origins=("وزير الصحة سليم الراوي",),
    said={"وزير الصحة سليم الراوي": 1},
    reasons=dict.fromkeys(["صحيفة الساحل", "موقع النخلة", "بوابة المدينة", "راديو الواحة"],
                          "wire_copy"),
)  # fmt: skip

NURSE = "وقالت الممرضة هدى العلي إنها رأت السفينة تغادر الرصيف الثالث قبل الفجر."
CAPTAIN = "The ship left berth three before dawn, said Captain Idris Salem."
WITNESSES = PlantedStory(
    name="two real witnesses",
    tellings=(
        Telling("موقع النخلة", "ar", 0, f"هدأت الريح في الميناء أمس. {NURSE}", NURSE,
                ("الممرضة هدى العلي",)),
        Telling("The Harbour Post", "en", 6, f"Fog covered the port on Monday. {CAPTAIN}", CAPTAIN,
                ("Captain Idris Salem",)),
    ),
    count=2,
    origins=("الممرضة هدى العلي", "Captain Idris Salem"),
    said={"الممرضة هدى العلي": 1, "Captain Idris Salem": 1},
    reasons={},
)  # fmt: skip

CIRCLE_ONE = "أغلق المعبر الشرقي، بحسب ما أوردت بوابة المدينة."
CIRCLE_TWO = "ونقلت بوابة المدينة عن راديو الواحة أن المعبر الشرقي أغلق."
CIRCLE = PlantedStory(
    name="A cites B, which cites A",
    tellings=(
        Telling("راديو الواحة", "ar", 0, f"ازدحمت الطريق صباحا. {CIRCLE_ONE}", CIRCLE_ONE,
                ("بوابة المدينة",)),
        Telling("بوابة المدينة", "ar", 4, f"توقفت الحافلات ظهرا. {CIRCLE_TWO}", CIRCLE_TWO,
                ("راديو الواحة",)),
    ),
    count=1,
    origins=("بوابة المدينة",),
    said={"بوابة المدينة": 1, "راديو الواحة": 1},
    reasons={"بوابة المدينة": "cites_other"},
    circles=(frozenset({"راديو الواحة", "بوابة المدينة"}),),
)  # fmt: skip

RUMOUR = "وقالت مصادر مطلعة إن مدير الميناء قد يستقيل خلال أيام."
RETOLD = "Informed sources told Al-Ufuq that the port director may resign within days."
FIRMER = "The port director will resign within days, Al-Ufuq reported."
FACT = "يستقيل مدير الميناء خلال أيام."
HARDENED = PlantedStory(
    name="an unnamed source hardens into a fact",
    tellings=(
        Telling("الأفق", "ar", 0, f"اجتمع المجلس أمس. {RUMOUR}", RUMOUR,
                ("مصادر مطلعة @ الأفق",), hedge="doubt"),
        Telling("The Harbour Post", "en", 5, f"The board met on Monday. {RETOLD}", RETOLD,
                ("مصادر مطلعة @ الأفق", "الأفق"), hedge="doubt"),
        Telling("Coast Daily", "en", 9, f"Cranes stood still. {FIRMER}", FIRMER, ("الأفق",)),
        Telling("بوابة المدينة", "ar", 14, f"تراجعت الحركة في المرفأ. {FACT}", FACT, ()),
    ),
    count=1,
    origins=("مصادر مطلعة @ الأفق",),
    said={"مصادر مطلعة @ الأفق": 1, "الأفق": 1},
    reasons={
        "الأفق": "unnamed",
        "The Harbour Post": "unnamed",
        "Coast Daily": "unnamed",
        "بوابة المدينة": "no_source",
    },
    drift={
        "The Harbour Post": {"reworded"},
        "Coast Daily": {"reworded", "source_changed", "anonymity_lost", "hedge_removed"},
        "بوابة المدينة": {"reworded", "source_removed"},
    },
)  # fmt: skip

EMBASSY_AR = "أعلنت السفارة النرويجية في ليبيا استئناف منح التأشيرات في ديسمبر."
EMBASSY_EN = "The Norwegian embassy in Libya said it would issue visas again in December."
EMBASSY_TWEET = "وقالت السفارة النرويجية في ليبيا في تغريدة إنها تستأنف منح التأشيرات في ديسمبر."
EMBASSY = PlantedStory(
    name="an embassy's statement in three outlets",
    tellings=(
        Telling("صحيفة الساحل", "ar", 0, f"{EMBASSY_AR} وانتظر الطلاب القرار منذ الصيف.",
                EMBASSY_AR, ("السفارة النرويجية في ليبيا",)),
        Telling("The Harbour Post", "en", 3, f"{EMBASSY_EN} Students had waited since summer.",
                EMBASSY_EN, ("السفارة النرويجية في ليبيا",)),
        Telling("موقع النخلة", "ar", 7, f"{EMBASSY_TWEET} ورحب التجار بالخبر.", EMBASSY_TWEET,
                ("السفارة النرويجية في ليبيا",)),
    ),
    count=1,
    origins=("السفارة النرويجية في ليبيا",),
    said={"السفارة النرويجية في ليبيا": 3},
    reasons={"The Harbour Post": "shared_node", "موقع النخلة": "shared_node"},
    meetings={
        "The Harbour Post": "السفارة النرويجية في ليبيا",
        "موقع النخلة": "السفارة النرويجية في ليبيا",
    },
    drift={"The Harbour Post": {"reworded"}, "موقع النخلة": {"reworded"}},
)  # fmt: skip

SPOKESMAN = "وأكد المتحدث باسم وزارة النقل البحري أن العبارة تعود إلى الخدمة غدا."
MINISTRY = "The ferry returns to service tomorrow, the maritime transport ministry said."
FAMILY = PlantedStory(
    name="a ministry and its spokesman",
    tellings=(
        Telling("الأفق", "ar", 0, f"هدأ البحر أخيرا. {SPOKESMAN}", SPOKESMAN,
                ("المتحدث باسم وزارة النقل البحري",)),
        Telling("Coast Daily", "en", 2, f"The sea calmed down. {MINISTRY}", MINISTRY,
                ("وزارة النقل البحري",)),
    ),
    count=1,
    origins=("المتحدث باسم وزارة النقل البحري",),
    said={"المتحدث باسم وزارة النقل البحري": 1, "وزارة النقل البحري": 1},
    reasons={"Coast Daily": "parent_or_owner"},
    meetings={"Coast Daily": "وزارة النقل البحري"},
    drift={"Coast Daily": {"reworded", "source_changed"}},
)  # fmt: skip

STORIES = (WIRE, WITNESSES, CIRCLE, HARDENED, EMBASSY, FAMILY)
