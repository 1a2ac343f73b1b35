"""The main job on recorded input: requests go through Anlan at their own times, and the counts are compared."""
