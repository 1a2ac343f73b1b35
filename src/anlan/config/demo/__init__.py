"""The demonstration: a made-up district with people, units and some weeks of matters. The same but for passwords."""
