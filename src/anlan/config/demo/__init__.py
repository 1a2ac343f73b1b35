"""The demonstration: a district with people, units and ninety days of matters, the same but for passwords."""
