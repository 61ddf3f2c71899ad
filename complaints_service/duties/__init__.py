"""What waits for a person, of every sort, in one count and one list."""
