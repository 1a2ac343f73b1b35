"""The one place that knows all rooms and composes them."""
