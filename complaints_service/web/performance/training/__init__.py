"""Trainings of a person and the catalogue."""
