"""权限: accounts, roles, scopes, reads of sensitive data."""
