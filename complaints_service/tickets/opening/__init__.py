"""A ticket is born, split, joined, continued."""
