"""Check the whole ledger: every chain, the order, every seal. Reads only, in bounded memory."""
