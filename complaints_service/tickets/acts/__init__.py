"""The acts of a ticket: one module each holds its right, its states, its request, and what it writes."""
