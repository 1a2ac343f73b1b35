"""Flow tests: scenarios in YAML that show, on a real database, what a capability does."""
