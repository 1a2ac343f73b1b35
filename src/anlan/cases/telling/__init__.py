"""What is told of a case and to whom: its story, its titles, the people behind it, who hears of it and why."""
