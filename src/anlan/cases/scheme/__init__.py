"""What a capability says of cases: its section of the language, what is proved of it, answers to its questions."""
