"""The indexes that the desk reads through (cases/finding/reach.py says which list goes by which), built beside a desk at work."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

_OPEN = Q(state__in=["dispatched", "handled", "handling", "reported", "routed", "suspended", "verified"])
_ENDED = Q(state__in=["closed", "merged", "rated"])
_KINDS = ["place_scope", "capability", "category", "state"]


def _case(name: str, fields: list[str], include: list[str] | None, condition: Q) -> AddIndexConcurrently:
    return AddIndexConcurrently(
        "case", models.Index(fields=fields, include=include, name=name, condition=condition)
    )


def _assignment(name: str, fields: list[str], condition: Q) -> AddIndexConcurrently:
    return AddIndexConcurrently(
        "assignment", models.Index(fields=fields, include=["case"], name=name, condition=condition)
    )


_NUMBERS = "UPDATE cases_assignment a SET number = c.number FROM cases_case c WHERE c.id = a.case_id"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0004_map")]

    operations = [
        _case("case_open_by_state", ["state", "place_scope"], ["number", "capability"], _OPEN),
        _case("case_late_by_place", ["place_scope"], ["number", "capability"], Q(late=True) & _OPEN),
        _case("case_open_newest", ["-number"], [*_KINDS, "late", "supervised"], _OPEN),
        _case("case_ended_newest", ["-number"], _KINDS, _ENDED),
        _case(
            "case_open_by_lead",
            ["lead_unit", "state"],
            ["number", "capability", "late"],
            Q(lead_unit__isnull=False) & _OPEN,
        ),
        _case(
            "case_by_account",
            ["reporter", "-number"],
            None,
            Q(reporter__gte="account:", reporter__lt="account;"),
        ),
        migrations.AddField("assignment", "number", models.BigIntegerField(null=True)),
        migrations.RunSQL(_NUMBERS, migrations.RunSQL.noop),
        migrations.AlterField("assignment", "number", models.BigIntegerField()),
        _assignment("assignment_newest", ["unit", "-number"], ~Q(state="withdrawn")),
        _assignment("assignment_supporting", ["unit"], Q(part="supporting") & ~Q(state="withdrawn")),
        RemoveIndexConcurrently("case", "case_open_by_place"),
        RemoveIndexConcurrently("assignment", "assignment_by_unit"),
    ]
