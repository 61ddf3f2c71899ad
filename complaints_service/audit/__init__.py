"""The append-only record of what happens outside the tickets, and the seal over it and the ledger."""
