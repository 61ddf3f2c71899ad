"""Saved views of the desk, and what became of one since it was read."""
