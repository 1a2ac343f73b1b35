"""Who owns what: clauses that lead to a unit, the proof that nothing is left out, its table and its map."""
