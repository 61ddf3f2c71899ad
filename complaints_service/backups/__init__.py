"""Copies of the whole office for the day its machine is lost: made while it works, sealed, put back whole."""
