"""Figures of a person, a team, a unit and the office."""
