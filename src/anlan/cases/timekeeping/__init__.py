"""The clocks of a case as they run: started, stopped, paused, extended, explained. Their rules: `clocks/`."""
