"""The door of the measures room."""

from anlan.measures.queries import DEFINITIONS, Asked, Figures, Hours, Share, figures
from anlan.measures.rollup import roll
from anlan.measures.scheme import (
    MEASURES,
    Counted,
    CountMeasure,
    DurationMeasure,
    MeasuresSection,
    RateMeasure,
)

__all__ = [
    "DEFINITIONS",
    "MEASURES",
    "Asked",
    "CountMeasure",
    "Counted",
    "DurationMeasure",
    "Figures",
    "Hours",
    "MeasuresSection",
    "RateMeasure",
    "Share",
    "figures",
    "roll",
]
