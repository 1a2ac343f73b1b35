"""The call desk's pages."""
