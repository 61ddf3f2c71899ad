"""The past at its own times through the real services: the demo office and 311 files."""
