"""Forms that say at its field what a workflow refuses."""

from django import forms

from newsroom.errors import MusnadError
from newsroom.failure_words import field_and_rule


class RefusableForm(forms.Form):
    """A form that shows the refusal of a workflow beside the field it is about."""

    def refuse(self, error: MusnadError) -> None:
        """Put "field: rule" at its field; what is about none of them stands above the form."""
        field, rule = field_and_rule(error)
        known = field in self.fields
        self.add_error(field if known else None, rule if known or not field else f"{field}: {rule}")
