"""Who keeps the office's seals outside of it, and the letter that brings them each day."""
