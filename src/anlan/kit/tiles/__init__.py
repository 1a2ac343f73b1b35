"""Map tiles: their addresses, Morton keys, clipping, and the bytes of Mapbox Vector Tile 2.1. No domain nouns."""
