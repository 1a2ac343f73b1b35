"""通知: who is told, and by which channel."""
