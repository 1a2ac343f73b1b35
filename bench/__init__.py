"""Measurements: each prints ours, the floor and a peer in one run, as ratios, at two sizes."""
