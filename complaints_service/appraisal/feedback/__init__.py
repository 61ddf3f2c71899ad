"""Continuous feedback (umpan balik berkelanjutan): dated, documented, tied to what it is about."""
