"""The digest of everything that was written: what is covered, how it is taken, kept and recomputed."""
