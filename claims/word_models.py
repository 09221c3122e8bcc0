"""The words of all claims, each once: what `claims.word_sql` looks parts of words up in."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.db import connection, models
from django.db.models import F

from sources.names import fold


class ClaimWord(models.Model):
    """A word that a claim has, folded. A trigger on claims writes it; few are there twice."""

    word = models.TextField(db_collation="C")

    class Meta:
        indexes = [
            HashIndex(fields=["word"], name="claim_word"),
            GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="claim_word_parts"),
        ]
        triggers = [
            pgtrigger.Protect(name="word_stays", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.word


class Words(models.Func):
    """The words of folded text."""

    function = "musnad_words"
    output_field = ArrayField(models.TextField())


class HasWord(models.Func):
    """Whether folded text has a word like a pattern."""

    function = "musnad_has_word"
    output_field = models.BooleanField()


def patterns(query: str) -> list[str]:
    """For `HasWord`, what each word of a query is a part of, however it is spelled."""
    return [f"%{connection.ops.prep_for_like_query(word)}%" for word in fold(query).split()]
