"""What everybody may know is told once a day, map and communities together; the map counts down to squares of 8 m."""

from django.db import migrations

from anlan.cases.tiles import tables

# Told again within a minute. The lock waits for whoever is changing a case, so that no line is counted twice or lost.
_TOLD = """
DELETE FROM cases_public_map;
ALTER TABLE cases_public_map RENAME COLUMN squares TO told;
"""
_ANEW = """
LOCK TABLE cases_cell_change IN EXCLUSIVE MODE;
DELETE FROM cases_cell;
DELETE FROM cases_cell_change;
"""
_BACK = """
DELETE FROM cases_public_map;
ALTER TABLE cases_public_map RENAME COLUMN told TO squares;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_supervising")]

    operations = [
        migrations.RunSQL(_TOLD, _BACK),
        migrations.RunSQL(_ANEW + tables.fill(), migrations.RunSQL.noop),
    ]
