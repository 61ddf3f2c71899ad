"""What everybody may see: the public figures, open data, and reports that were released."""
