"""Map tiles over HTTP: the registry of layers, the answer, the boundaries, the base map."""
