"""The marks by which a caller's earlier matters are found when they agree to it."""

from django.db import migrations

from anlan.access.callers_table import CALLERS


class Migration(migrations.Migration):
    dependencies = [("access", "0004_two_people")]

    operations = [migrations.RunSQL(CALLERS, "DROP TABLE people.caller_mark")]
