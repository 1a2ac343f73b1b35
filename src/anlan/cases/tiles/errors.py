"""What is wrong with a question to the map."""

from anlan.kit.errors import Invalid


class BoxUnreadable(Invalid):
    """A box is west, south, east and north in degrees, with commas."""
