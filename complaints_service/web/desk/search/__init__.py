"""Searching: `/cari`."""
