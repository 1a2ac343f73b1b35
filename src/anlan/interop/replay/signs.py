"""Signs before a cell's text, for what a spreadsheet knows of it and text does not (private use area of Unicode)."""

TYPED = "\ue000"
"""A date of the spreadsheet's own kind; its ISO form follows."""
BROKEN = "\ue001"
"""A formula without a value, or an error; the cell's name follows."""
LOST = "\ue002"
"""A number of more digits than a spreadsheet keeps; what is left of it follows."""
