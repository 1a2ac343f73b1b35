"""plan → begin → (stop → go_on) → put_back."""
