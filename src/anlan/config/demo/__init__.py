"""The demonstration: a made-up district with people, units and some weeks of matters. The same every time but passwords."""
