"""Facts from the ledger, indicators from the facts, and what they may be called with fairness."""
