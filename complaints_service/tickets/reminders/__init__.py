"""Reminders to look at a ticket again, each for whoever set it alone."""
