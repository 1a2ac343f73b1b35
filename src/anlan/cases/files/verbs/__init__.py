"""What the virus scanner does to a file."""
