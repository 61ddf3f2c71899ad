"""Leave written into the ledgers of tickets."""
