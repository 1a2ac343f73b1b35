"""互通: other systems and files; today the replay of a recorded year."""
