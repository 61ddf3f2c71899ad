"""Reminders on the desk: set on a ticket, listed, done."""
