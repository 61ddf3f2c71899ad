"""Meetings and the actions agreed in them."""
