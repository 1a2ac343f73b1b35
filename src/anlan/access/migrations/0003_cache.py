"""Where failed log-ins are counted: shared by every process, so that a lock holds in all of them."""

from django.db import migrations

_MAKE = """
CREATE UNLOGGED TABLE access_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX access_cache_expires ON access_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_people")]

    operations = [migrations.RunSQL(_MAKE, "DROP TABLE access_cache")]
