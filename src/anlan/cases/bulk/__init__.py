"""Many cases at once: moved in memory by what each verb does, then written with COPY, with true chained facts.

For what is brought in or made up as a whole (an import, the demonstration). It does what the verbs do and asks no
permission: whoever fills it answers for that. `cases/tests/bulk/` holds its rows and facts equal to the verbs'.
"""

from anlan.cases.bulk.filling import Bulk, Sent, draw_numbers
from anlan.cases.bulk.matter import Matter
from anlan.cases.routing.book import UnitBook

__all__ = ["Bulk", "Matter", "Sent", "UnitBook", "draw_numbers"]
