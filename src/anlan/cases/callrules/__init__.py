"""What a capability says of telephone calls and knows to tell callers, and the promise of a call back."""
