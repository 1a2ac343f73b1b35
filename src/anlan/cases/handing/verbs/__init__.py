"""begin → (stop → go_on) → leave."""
