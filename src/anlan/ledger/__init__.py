"""台账: append-only facts, their order, seals and receipts."""
