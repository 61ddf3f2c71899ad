"""What a list tells of a ticket, kept beside it, so that no list reads a ledger."""
