"""The one spelling for comparing, as the database makes it."""

from django.db import models


class Folded(models.Func):
    """The database's twin of `sources.names.fold`."""

    function = "musnad_fold"
    output_field = models.TextField()
