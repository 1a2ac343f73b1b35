"""方案: loads, checks and versions capabilities."""
