"""What an article is about: the topic whose descriptions lie nearest to its beginning.

Descriptions in three languages stand in topics.json; nearness is that of `sources.vectors`. Where
two topics are about as near, the machine says that it isn't clear instead of guessing.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from articles.models import Article
from claims.models import ArticleTopic, Topic
from claims.states import MadeBy
from newsroom.errors import BadInput, one_of
from newsroom.models import User
from newsroom.permissions import Action, all_or_nothing, require
from sources.vectors import vectors_of

# How much nearer than the second the first topic must be; measured in tests/claims/test_topics.py.
CLEAR: Final = 0.02
BEGINNING: Final = 400
NAMED_AT_ONCE: Final = 100


@lru_cache(maxsize=1)
def _middles() -> dict[str, list[float]]:
    """The mean vector of each topic's descriptions."""
    described = json.loads((Path(__file__).parent / "topics.json").read_text(encoding="utf-8"))
    return {
        topic: [sum(column) / len(texts) for column in zip(*vectors_of(texts), strict=True)]
        for topic, texts in described.items()
    }


def topics_of(texts: Sequence[str]) -> list[str]:
    """The topic of each text, by its beginning; `unclear` where two are about as near."""
    found = []
    for vector in vectors_of([text[:BEGINNING] for text in texts]):
        near = sorted(
            (sum(a * b for a, b in zip(vector, middle, strict=True)), topic)
            for topic, middle in _middles().items()
        )
        clear = near[-1][0] - near[-2][0] >= CLEAR
        found.append(near[-1][1] if clear else str(Topic.UNCLEAR))
    return found


def name_topics(most: int = NAMED_AT_ONCE) -> int:
    """Give articles that have none their topic; return how many got one. Safe to run twice."""
    without = Article.objects.filter(topic=None).exclude(current=None).order_by("-pk")
    rows = list(without.values_list("pk", "current__title", "current__text")[:most])
    named = topics_of([f"{title}. {text[:BEGINNING]}" for _, title, text in rows])
    ArticleTopic.objects.bulk_create(
        [
            ArticleTopic(article_id=pk, topic=topic)
            for (pk, _, _), topic in zip(rows, named, strict=True)
        ],
        ignore_conflicts=True,
    )
    return len(rows)


@all_or_nothing
def set_topic(article_id: UUID, topic: str, *, by: User) -> None:
    """Say what an article is about; the machine never says otherwise afterwards.

    Raises: BadInput for a topic that there isn't.
    """
    require(by, Action.CORRECT)
    if topic not in Topic.values:
        raise BadInput("topic: " + one_of(Topic.values))
    ArticleTopic.objects.update_or_create(
        article_id=article_id,
        defaults={"topic": topic, "made_by": MadeBy.PERSON, "person": by},
    )
