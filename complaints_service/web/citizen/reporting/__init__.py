"""Handing a report in: the form, its place, its files, and the receipt."""
