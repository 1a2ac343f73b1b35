"""Ways out of the house. One file a way: its settings, its request, how its answers are judged."""
