"""Whether who began a run of many cases had proved a second factor: no run of before needed one, so none had."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_public_numbers")]

    operations = [
        migrations.AddField(model, "mfa", models.BooleanField(default=False, db_default=False))
        for model in ("batch", "handover")
    ]
