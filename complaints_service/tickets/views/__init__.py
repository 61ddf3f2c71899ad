"""Views of the desk that somebody saved, for themselves or for a unit."""
