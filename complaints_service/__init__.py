"""Tanggap: complaints taken in, handled, timed and measured."""
