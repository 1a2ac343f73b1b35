"""The `cases` section as the language knows it."""

from anlan.cases.scheme.checks import check_cases
from anlan.cases.scheme.shapes import CasesSection
from anlan.schemes.public import Section

CASES = Section(name="cases", model=CasesSection, check=check_cases)
