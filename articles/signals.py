"""What articles tell those above them."""

from django.dispatch import Signal

# Sent after the commit that stored a version to read, with `version_id`.
version_stored = Signal()
