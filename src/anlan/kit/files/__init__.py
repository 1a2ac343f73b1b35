"""Files that people send: made safe, then kept under the hash of their bytes."""
