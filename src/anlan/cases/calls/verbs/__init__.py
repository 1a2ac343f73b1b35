"""The call desk's writes: one verb, one file."""
