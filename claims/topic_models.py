"""What an article is about, as far as track records ask."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from claims.states import MadeBy
from newsroom.models import User


class Topic(models.TextChoices):
    """The subjects of news, after the first level of the IPTC Media Topics, some joined."""

    POLITICS = "politics", _("Politics")
    CONFLICT = "conflict", _("War and conflict")
    CRIME_JUSTICE = "crime_justice", _("Crime and justice")
    ECONOMY = "economy", _("Economy")
    DISASTER = "disaster", _("Disasters and accidents")
    HEALTH = "health", _("Health")
    EDUCATION = "education", _("Education")
    ENVIRONMENT = "environment", _("Environment and weather")
    SCIENCE = "science", _("Science and technology")
    SPORT = "sport", _("Sport")
    CULTURE = "culture", _("Culture")
    RELIGION = "religion", _("Religion")
    SOCIETY = "society", _("Society and labour")
    UNCLEAR = "unclear", _("Not clear")


class ArticleTopic(models.Model):
    """An article's topic: a machine's guess, until a person says which it is."""

    article = models.OneToOneField(
        Article, on_delete=models.PROTECT, primary_key=True, related_name="topic"
    )
    topic = models.CharField(_("topic"), max_length=20, choices=Topic)
    made_by = models.CharField(_("made by"), max_length=10, choices=MadeBy, default=MadeBy.MACHINE)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("topic of an article")
        verbose_name_plural = _("topics of articles")
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="topic_known"),
            models.CheckConstraint(
                condition=Q(made_by=MadeBy.MACHINE, person=None)
                | Q(made_by=MadeBy.PERSON, person__isnull=False),
                name="topic_machine_or_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.topic}"
