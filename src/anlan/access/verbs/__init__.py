"""One write, one verb, one file: check, change, record."""
