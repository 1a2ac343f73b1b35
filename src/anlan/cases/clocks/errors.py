"""What can be wrong with a clock."""

from anlan.kit.errors import AnlanError, Invalid


class CalendarYearUnknown(AnlanError):
    """The working-day calendar "{calendar}" does not know the year {year}. Add that year's holiday notice to {file} and try again."""  # noqa: E501


class CalendarUnknown(Invalid):
    """There is no working-day calendar "{calendar}"; there are: {known}."""


class PromiseMissing(Invalid):
    """The clock "{rule}" takes its deadline from the field "{source}", and that field is empty."""


class ExtensionNotAllowed(Invalid):
    """The deadline "{rule}" can be extended {times} times, each time by at most {value}; this would be
    more.
    """
