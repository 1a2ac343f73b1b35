"""One write, one file."""
