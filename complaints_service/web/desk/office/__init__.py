"""The office in its own hands: what is still open before it can work, its people and accounts, its record."""
