"""From the ledger to rows of facts."""
