"""Bringing in the cases of another system from a file: tried, applied in portions, taken back whole."""
