from django.db import migrations


class Migration(migrations.Migration):
    """Case numbers come from one sequence: short, never used twice, not gapless (a refused report leaves a gap)."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE cases_number START 100001", "DROP SEQUENCE cases_number"),
    ]
