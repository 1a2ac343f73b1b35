"""How `queries.py` finds cases within a scope: way by way, by words, by marks, by what needs attention."""
