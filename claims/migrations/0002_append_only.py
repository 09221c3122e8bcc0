from django.db import migrations

from newsroom.append_only import append_only, never_deleted


class Migration(migrations.Migration):
    """Readings add to what is known; nothing that was read is changed or removed."""

    dependencies = [("claims", "0001_initial")]
    operations = [
        append_only("claims_reading", "claims_attributionspan", "claims_hop"),
        never_deleted("claims_claim", "claims_attribution"),
    ]
