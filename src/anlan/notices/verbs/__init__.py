"""One write, one verb, one file."""
