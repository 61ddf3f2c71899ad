"""An officer's performance: planned in a dialogue, measured from the ledgers, evaluated, and followed up."""
