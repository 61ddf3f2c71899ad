"""Reported values (realisasi)."""
