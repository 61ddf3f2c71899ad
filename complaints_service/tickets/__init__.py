"""Complaints and their handling: the ledger, the workflow, custody, deadlines and the conversation."""
