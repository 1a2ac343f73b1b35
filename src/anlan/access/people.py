"""The vault's two tables, in a schema of their own (`people`) under FORCE row-level security.

Their SQL stands in migration 0002; without an open door (`vault.open_people`) they show and take no row.
"""

from django.db import models

from anlan.kit.ids import new_id


class Person(models.Model):
    """Somebody named in a case: sealed words, readable only with the person's own key."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject = models.UUIDField()
    role = models.CharField(max_length=30)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=80)

    class Meta:
        managed = False
        db_table = 'people"."person'  # Django quotes the whole, which PostgreSQL reads as schema and table
        ordering = ["kept_at", "id"]


class PersonKey(models.Model):
    """A person's key, wrapped by a key that is outside the database. Erasing somebody destroys this row."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="key")
    subject = models.UUIDField()
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(max_length=16)

    class Meta:
        managed = False
        db_table = 'people"."person_key'
