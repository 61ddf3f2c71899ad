"""The backlog: what waits, what comes and goes in a week, and what that leads to expect."""
