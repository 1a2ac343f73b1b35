"""Words: search terms, keyword suggestions, near duplicates. Pure rules: no tables, no questions to the
database.
"""

from anlan.cases.words.bigrams import index_terms, query_terms
from anlan.cases.words.marks import marks_of, with_marks
from anlan.cases.words.similar import Likeness, likely_duplicate, metres_between, similarity
from anlan.cases.words.triage import Keywords, Suggestion, suggest

__all__ = [
    "Keywords",
    "Likeness",
    "Suggestion",
    "index_terms",
    "likely_duplicate",
    "marks_of",
    "metres_between",
    "query_terms",
    "similarity",
    "suggest",
    "with_marks",
]
