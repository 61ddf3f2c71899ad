"""Whether the record holds."""
