"""How letters leave, as an administrator entered it on a page: sealed, and followed by every process."""
