"""Hooks: other services' addresses that hear, signed, what becomes of reports anybody may know of."""
