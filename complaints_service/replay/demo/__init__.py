"""The invented office."""
