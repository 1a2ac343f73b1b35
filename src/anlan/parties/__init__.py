"""主体: organisations, units and premises."""
