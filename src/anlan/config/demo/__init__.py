"""The demonstration: a made-up district with people, units and some weeks of matters. Deterministic but for passwords."""
