"""Cases on the map: the pyramid of counts, what staff see, what residents see, what lies in a box."""
