"""Clocks: when something is due, and why. Pure rules: no tables, no questions to the database."""

from anlan.cases.clocks.calendars import Calendar, calendar
from anlan.cases.clocks.due import Alarm, Due, Pause, Remaining, alarms, check_extension, due, remaining
from anlan.cases.clocks.explain import Explanation, explanation
from anlan.cases.clocks.rules import EVENTS, ClockRule, Unit
from anlan.cases.clocks.sentences import sentence

__all__ = [
    "EVENTS",
    "Alarm",
    "Calendar",
    "ClockRule",
    "Due",
    "Explanation",
    "Pause",
    "Remaining",
    "Unit",
    "alarms",
    "calendar",
    "check_extension",
    "due",
    "explanation",
    "remaining",
    "sentence",
]
