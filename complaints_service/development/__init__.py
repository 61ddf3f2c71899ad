"""Training: the catalogue, what an officer needs and why, and the lesson hours (JP) of a year."""
