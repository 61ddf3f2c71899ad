"""Search: every report one may open, by its number, its words and its place."""
