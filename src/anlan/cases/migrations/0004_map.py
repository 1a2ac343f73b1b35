"""What the map counts: tables, triggers and an index that covers (cases/tiles/tables.py says why), and every case there is."""

from django.db import migrations

from anlan.cases.tiles import tables

_UNDO = """
DROP FUNCTION cases_cell_added CASCADE;
DROP FUNCTION cases_cell_gone CASCADE;
DROP FUNCTION cases_cell_moved CASCADE;
DROP FUNCTION cases_every_other;
DROP INDEX case_open_by_point;
DROP TABLE cases_cell, cases_cell_change, cases_public_map;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_joined")]

    operations = [
        migrations.RunSQL(tables.TABLES + tables.FUNCTIONS, _UNDO),
        migrations.RunSQL(tables.fill() + tables.TRIGGERS, migrations.RunSQL.noop),
    ]
