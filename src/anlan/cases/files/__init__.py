"""Files of a case: made safe and stored before the verb, kept, looked at by the virus scanner, swept."""
