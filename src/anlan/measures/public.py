"""The door of the measures room."""

from anlan.measures.scheme import (
    MEASURES,
    Counted,
    CountMeasure,
    DurationMeasure,
    MeasuresSection,
    RateMeasure,
)

__all__ = ["MEASURES", "CountMeasure", "Counted", "DurationMeasure", "MeasuresSection", "RateMeasure"]
