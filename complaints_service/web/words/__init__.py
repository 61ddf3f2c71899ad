"""How numbers, days, durations and lists are written; the ground floor of the pages."""
