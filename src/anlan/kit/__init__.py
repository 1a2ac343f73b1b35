"""The ground floor: no models, no domain nouns. Every room stands on it."""
