"""One matter told twice: likely duplicates and similar cases, and neighbours who join one (附议)."""
