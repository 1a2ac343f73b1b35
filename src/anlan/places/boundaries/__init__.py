"""From a file to boundaries: take it in, read it apart, map it to codes, look for faults, report."""
